import { median } from './stats.mjs';

/** Each goal: a ratio of medians of one session. `most`: the ratio must not be higher; else not lower. */
const GOALS = [
  least('room-200', 'depth', 'socket.io', 8),
  least('room-200', 'depth', 'uws', 0.35),
  least('room-1000', 'depth', 'socket.io', 11),
  least('room-1000', 'depth', 'uws', 0.5),
  least('room-200-deflate', 'depth', 'specified', 40),
  least('room-200-2k-deflate', 'depth', 'specified', 30),
  { ...least('room-200-deflate', 'depth', 'depth', 0.85), thanWork: 'room-200' },
  { ...least('room-200-2k-deflate', 'depth', 'depth', 0.85), thanWork: 'room-200-2k' },
  least('small-rooms', 'depth', 'socket.io', 1.2),
  least('small-rooms', 'depth', 'nest', 2.5),
  least('small-rooms', 'depth', 'transaction', 5),
  { ...least('hot-room', 'depth', 'depth', 0.5), thanWork: 'small-rooms' },
  least('small-rooms', 'depth-embedded', 'socket.io', 0.6),
  least('typing', 'depth', 'socket.io', 2.5),
  // The same goals with more under way: coalescing has nothing to do while each room has one message.
  least('small-rooms-burst', 'depth', 'socket.io', 1.2),
  least('small-rooms-burst', 'depth', 'nest', 2.5),
  least('small-rooms-burst', 'depth', 'transaction', 5),
  least('small-rooms-burst', 'depth-embedded', 'socket.io', 0.6),
  least('typing-burst', 'depth', 'socket.io', 2.5),
  most('latency-room', 'depth', 'socket.io', 1, 'p99'),
  most('latency-small-rooms', 'depth', 'socket.io', 1, 'p99'),
  most('latency-idle', 'depth', 'socket.io', 1.1, 'p50'),
  most('two-nodes-typing', 'depth-cluster', 'redis', 2, 'p50'),
  most('memory', 'depth', 'socket.io', 1),
  least('handshakes', 'depth', 'socket.io', 0.8),
  least('come-back', 'depth', 'socket.io', 0.8),
];

function least(work, peer, than, goal) {
  return { work, peer, than, goal, most: false };
}

function most(work, peer, than, goal, figure) {
  return { work, peer, than, goal, most: true, figure };
}

/** Every goal for which both sides were measured, with the ratio, and with the ratio per CPU second where there is one. */
export function reached(results) {
  return GOALS.flatMap((goal) => {
    const ours = rowOf(results, goal.work, goal.peer);
    const theirs = rowOf(results, goal.thanWork ?? goal.work, goal.than);
    if (ours === undefined || theirs === undefined) return [];
    const ratio = valueOf(ours, goal.figure) / valueOf(theirs, goal.figure);
    const cpu = perCpu(ours) / perCpu(theirs);
    return [
      {
        ...goal,
        title: ours.title,
        ratio: Number(ratio.toFixed(2)),
        ...(Number.isFinite(cpu) && !goal.most ? { perCpuSecond: Number(cpu.toFixed(2)) } : {}),
        reached: goal.most ? ratio <= goal.goal : ratio >= goal.goal,
      },
    ];
  });
}

function rowOf(results, work, peer) {
  const result = results.find(({ id }) => id === work);
  const row = result?.rows.find((candidate) => candidate.peer === peer);
  return row === undefined ? undefined : { ...row, figure: result.figure, title: result.title };
}

function valueOf({ runs, figure }, quantile) {
  return median(runs.map((run) => (quantile === undefined ? run[figure] : run.latency[quantile])));
}

function perCpu({ runs, figure }) {
  return median(runs.map((run) => run[figure] / run.serverCores));
}
