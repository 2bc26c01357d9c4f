import type { Socket } from 'socket.io-client';
import { afterAll, afterEach } from 'vitest';

import type { RealtimeClient } from '../../../client/client.js';
import { Contract } from './contract.js';

type Emit = (event: string, ...args: unknown[]) => Socket;

const faults: string[] = [];
const seen = new Set<string>();
let contract: Contract | undefined;

/**
 * Compares every event and every answer that the socket receives with docs/asyncapi.yaml. A difference fails the test that
 * runs when it arrives.
 */
export function watch<S extends Socket>(socket: S): S {
  const judge = (contract ??= new Contract());
  // Private to the library, and the one way to know it.
  const nsp = Reflect.get(socket, 'nsp') as string;
  socket.onAny((name: string, ...args: unknown[]) => {
    note(`event ${nsp} ${name}`, judge.event(nsp, name, args.length > 1 ? args : args[0]));
  });
  socket.on('connect_error', (error: Error & { readonly data?: unknown }) => {
    if (error.data !== undefined) note(`refusal ${nsp}`, judge.refusal(error.data));
  });
  const emit = socket.emit.bind(socket) as Emit;
  const watched: Emit = (name, ...args) => {
    const callback = args.at(-1);
    if (typeof callback !== 'function') return emit(name, ...args);
    const sent = args.slice(0, -1);
    const checked = (...results: unknown[]): void => {
      // With a time limit a failure of the client's own comes first.
      if (!(results[0] instanceof Error)) {
        const reply = results.at(-1);
        const kind = typeof reply === 'object' && reply !== null && 'data' in reply ? 'ack' : 'refused';
        note(`${kind} ${nsp} ${name}`, judge.answer(nsp, name, sent.length > 1 ? sent : sent[0], reply));
      }
      (callback as (...results: unknown[]) => void)(...results);
    };
    // The library marks some callbacks with what it will call them with.
    return emit(name, ...sent, Object.assign(checked, callback));
  };
  return Object.assign(socket, { emit: watched });
}

/** The same for everything that a typed client receives. */
export function watchFrames<C extends Pick<RealtimeClient, 'onFrame'>>(client: C): C {
  const judge = (contract ??= new Contract());
  const sent = new Map<number, unknown>();
  client.onFrame(({ direction, namespace, event, payload, id }) => {
    switch (direction) {
      case 'out':
        sent.set(id, payload);
        return;
      case 'in':
        note(`event ${namespace} ${event}`, judge.event(namespace, event, payload));
        return;
      case 'ack':
        note(`ack ${namespace} ${event}`, judge.answer(namespace, event, sent.get(id), payload));
        sent.delete(id);
    }
  });
  return client;
}

function note(what: string, fault: string | undefined): void {
  seen.add(what);
  if (fault !== undefined) faults.push(fault);
}

/** What was wrong so far, which then no longer fails the test. */
export function takeFaults(): string[] {
  return faults.splice(0);
}

/** Everything that watched sockets of this file have received, such as `event /chat chat:message`. */
export function seenSoFar(): ReadonlySet<string> {
  return seen;
}

function failOnFaults(): void {
  const found = takeFaults();
  if (found.length > 0)
    throw new Error(
      `The traffic is not what docs/asyncapi.yaml says (npm run docs writes that anew):\n${found.join('\n')}`,
    );
}

// Registered by the first import in each spec file, since every file has its own modules.
afterEach(failOnFaults);
afterAll(failOnFaults);
