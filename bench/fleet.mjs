import { fork } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { fileURLToPath } from 'node:url';

import { OTHER_CORES, pinned } from './machine.mjs';

const WORKER = fileURLToPath(new URL('load/worker.mjs', import.meta.url));

export const SECRET = 'bench-secret-of-at-least-thirty-two-bytes';

/** A token for the user, good for a day. */
export function tokenFor(userId) {
  const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const iat = Math.floor(Date.now() / 1000);
  const text = `${part({ alg: 'HS256', typ: 'JWT' })}.${part({ userId, iat, exp: iat + 86_400 })}`;
  return `${text}.${createHmac('sha256', SECRET).update(text).digest('base64url')}`;
}

/** The processes of the load generator. */
export class Fleet {
  #workers = [];
  #calls = new Map();
  #nextCall = 0;

  constructor(size) {
    const [execPath, [...execArgv]] = pinned(OTHER_CORES, process.execPath, []);
    for (let i = 0; i < size; i += 1) {
      const worker = fork(WORKER, [], { execPath, execArgv, serialization: 'advanced' });
      worker.on('message', ({ call, result, error }) => {
        const { resolve, reject } = this.#calls.get(call);
        this.#calls.delete(call);
        if (error === undefined) resolve(result);
        else reject(new Error(error));
      });
      worker.once('exit', (code) => {
        for (const { reject } of this.#calls.values()) reject(new Error(`a load process ended with ${code}`));
      });
      this.#workers.push(worker);
    }
  }

  /** Gives one command to one process. */
  tell(index, command, options) {
    this.#nextCall += 1;
    const call = this.#nextCall;
    return new Promise((resolve, reject) => {
      this.#calls.set(call, { resolve, reject });
      this.#workers[index].send({ call, command, options });
    });
  }

  /** Gives one command to all processes; `options` may be a function of the process's place. */
  all(command, options) {
    return Promise.all(
      this.#workers.map((_, index) =>
        this.tell(index, command, typeof options === 'function' ? options(index) : options),
      ),
    );
  }

  /** What all processes have counted, and the CPU seconds of the busiest ones. */
  async sample() {
    const samples = await this.all('sample');
    const sum = (name) => samples.reduce((all, sample) => all + sample[name], 0);
    return {
      events: sum('events'),
      acks: sum('acks'),
      sent: sum('sent'),
      refused: sum('refused'),
      closed: sum('closed'),
      cpus: samples.map(({ cpu }) => cpu),
    };
  }

  /** All latencies since the last call, sorted, in microseconds. */
  async latencies() {
    const parts = await this.all('latencies');
    const all = new Float64Array(parts.reduce((length, part) => length + part.length, 0));
    let at = 0;
    for (const part of parts) {
      all.set(part, at);
      at += part.length;
    }
    return all.sort();
  }

  close() {
    for (const worker of this.#workers) {
      worker.removeAllListeners('exit');
      worker.kill();
    }
  }
}
