// One process of the load generator. It does what the commands of ../fleet.mjs say.
import { clearInterval, clearTimeout, setInterval, setTimeout } from 'node:timers';

import { ageOf, contents, now, stamped } from './content.mjs';
import { Conversation } from './conversation.mjs';
import { DIALECTS } from './dialects.mjs';
import { RawClient } from './raw-client.mjs';

const OPEN_AT_ONCE = 64;
const RETRY_MS = 100;

const total = { events: 0, acks: 0, refused: 0, closed: 0, sent: 0 };
const clients = [];
const conversations = new Map();
let latencies = [];
let load = { mode: 'idle' };
let texts = [];
let ring = [];
let place = 0;
let id = 2;
let timers = [];

/** Opens one connection and resolves when it is ready for work. */
function open(spec) {
  const dialect = DIALECTS[spec.dialect];
  return new Promise((resolve, reject) => {
    const step = (text) => {
      try {
        const next = dialect.setUp(text, spec);
        if (next === true) {
          client.settled = true;
          client.handlers.onClose = () => (total.closed += 1);
          resolve(client);
        } else if (next !== undefined) client.send(next);
      } catch (error) {
        client.destroy();
        reject(error);
      }
    };
    const client = new RawClient(
      { ...spec, path: dialect.path },
      {
        onOpen: () => step(undefined),
        onText: step,
        onFrame: (data, start, length, deflated) => arrived(client, data, start, length, deflated),
        onClose: (error) => reject(error ?? new Error('the server closed the connection')),
      },
    );
    client.spec = spec;
    client.dialect = dialect;
  });
}

function arrived(client, data, start, length, deflated) {
  // A compressed frame is not looked into: after the set-up it is an event.
  if (deflated || client.dialect.isEvent(data, start)) {
    total.events += 1;
    if (load.stamps) {
      const age = ageOf(data, start, length);
      if (age !== undefined) latencies.push(age);
    }
    const { conversation } = client;
    if (conversation?.sentinel !== client) return;
    conversation.seen += 1;
    if (load.mode === 'single') singleArrived();
    else advance(conversation);
  } else if (client.dialect.isAck(data, start)) {
    total.acks += 1;
    if (client.dialect.isRefused(data, start, length)) {
      if (total.refused === 0) console.error(data.toString('utf8', start, start + Math.min(length, 200)));
      total.refused += 1;
    }
    if (client.conversation === undefined) return;
    client.conversation.acked += 1;
    advance(client.conversation);
  } else {
    const answer = client.dialect.answer(data, start, length);
    if (answer !== undefined) client.send(answer);
  }
}

/** A message counts as done when it was acked and, where the work asks for it, has reached the sentinel. */
function advance(conversation) {
  if (load.mode !== 'closed') return;
  const done = load.sentinels ? Math.min(conversation.acked, conversation.seen) : conversation.acked;
  while (conversation.done < done) {
    conversation.done += 1;
    sendNext();
  }
}

function sendNext() {
  place = (place + 1) % ring.length;
  send(ring[place]);
}

function send(conversation) {
  const client = conversation.nextWriter();
  const { room } = conversation;
  id += 1;
  total.sent += 1;
  if (load.event === 'typing') client.send(client.dialect.typing(id, room));
  else {
    const text = texts[id % texts.length];
    client.send(client.dialect.message(id, room, load.stamps ? stamped(text) : text));
  }
}

let sentAt = 0;
let awaited = 0;

/** One message at a time, on a server that has nothing else to do. */
function sendSingle() {
  const [conversation] = ring;
  awaited = conversation.seen + 1;
  sentAt = now();
  send(conversation);
}

function singleArrived() {
  if (ring[0].seen < awaited) return;
  awaited = Infinity;
  latencies.push(now() - sentAt);
  timers = [setTimeout(sendSingle, 1 + Math.random() * 3)];
}

/** As many as are due by the clock, whatever the server does. */
function sendDue(startedAt) {
  const due = Math.floor(((now() - startedAt) / 1e6) * load.rate);
  while (load.count < due) {
    load.count += 1;
    sendNext();
  }
}

async function openAll(specs, retry) {
  const opened = [];
  let next = 0;
  const lane = async () => {
    while (next < specs.length) {
      const index = next;
      next += 1;
      opened[index] = await (retry ? opening(specs[index]) : open(specs[index]));
    }
  };
  await Promise.all(Array.from({ length: Math.min(OPEN_AT_ONCE, specs.length) }, lane));
  return opened;
}

async function opening(spec) {
  for (;;) {
    try {
      return await open(spec);
    } catch {
      // As a client does: again, after a while.
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS * (1 + Math.random())));
    }
  }
}

function enrol(client) {
  clients.push(client);
  const { room, writer } = client.spec;
  if (room === undefined) return;
  const conversation = conversations.get(room) ?? new Conversation(room);
  conversations.set(room, conversation);
  client.conversation = conversation;
  if (writer) conversation.writers.push(client);
  conversation.sentinel = client;
}

const commands = {
  async open({ specs }) {
    for (const client of await openAll(specs, false)) enrol(client);
  },
  start(options) {
    load = { ...options, count: 0 };
    texts = contents(options.size ?? 100);
    ring = [...conversations.values()].filter(({ writers }) => writers.length > 0);
    if (ring.length === 0) return;
    if (options.mode === 'closed') for (let i = 0; i < options.window; i += 1) sendNext();
    else if (options.mode === 'single') sendSingle();
    else {
      const startedAt = now();
      timers = [setInterval(() => sendDue(startedAt), 1)];
    }
  },
  stop() {
    for (const timer of timers) {
      clearInterval(timer);
      clearTimeout(timer);
    }
    load = { ...load, mode: 'idle' };
  },
  sample() {
    const { user, system } = process.cpuUsage();
    return { ...total, cpu: (user + system) / 1e6 };
  },
  /** Hands over the latencies since the last call, in microseconds. */
  latencies() {
    const taken = Float64Array.from(latencies);
    latencies = [];
    return taken;
  },
  /** Opens and closes connections for a while, and says how many became ready. */
  async churn({ specs, seconds }) {
    const end = now() + seconds * 1e6;
    let made = 0;
    const lane = async () => {
      while (now() < end) {
        // Many addresses, or the ports of one would run out.
        const localAddress = `127.0.0.${1 + (made % 200)}`;
        const client = await open({ ...specs[made++ % specs.length], localAddress });
        client.destroy();
      }
    };
    await Promise.all(Array.from({ length: OPEN_AT_ONCE }, lane));
    return made;
  },
  /** Cuts all connections and opens them again at once, as after a failure of the network. */
  async cut() {
    const specs = clients.map(({ spec }) => spec);
    for (const client of clients.splice(0)) client.destroy();
    conversations.clear();
    for (const client of await openAll(specs, true)) enrol(client);
    return clients.length;
  },
};

process.on('message', async ({ call, command, options }) => {
  try {
    process.send({ call, result: await commands[command](options) });
  } catch (error) {
    process.send({ call, error: String(error) });
  }
});
process.on('disconnect', () => process.exit(0));
