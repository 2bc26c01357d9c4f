import { PacketType } from 'socket.io-parser';
import { io, type ManagerOptions, type Socket, type SocketOptions } from 'socket.io-client';
import type { ErrorBody } from '../../src/errors/coded-error.js';
import { onCleanup } from './cleanup.js';
import { watch } from './contract/watch.js';

/** What a command's ack holds: `data` or `error`, never both. */
export interface Reply<T = unknown> {
  readonly data?: T;
  readonly error?: ErrorBody;
}

/** Why a connection was refused, as `connect_error` tells it. */
export type ConnectError = Error & { readonly data?: ErrorBody };

export interface ConnectOptions extends Partial<ManagerOptions & SocketOptions> {
  readonly token?: string;
  readonly locale?: 'ar' | 'en';
  readonly batch?: boolean;
  /** False for a server that is not ours, whose traffic has no contract. */
  readonly contract?: boolean;
}

const TIMEOUT_MS = 10_000;

/**
 * A socket that is not connected yet, so that listeners can be attached first. It does not reconnect and shares its
 * connection with no other, unless `options` say so. What it receives is compared with docs/asyncapi.yaml. Closed with the
 * test or the file.
 */
export function createClient(url: string, namespace = '/', options: ConnectOptions = {}): Socket {
  const { token, locale, batch, contract = true, ...rest } = options;
  const auth = Object.fromEntries(Object.entries({ token, locale, batch }).filter(([, value]) => value !== undefined));
  const socket = io(url + namespace, { autoConnect: false, forceNew: true, reconnection: false, auth, ...rest });
  onCleanup(() => socket.disconnect());
  return contract ? watch(socket) : socket;
}

/** Resolves with a connected socket. Rejects with the {@link ConnectError} when the connection is refused. */
export async function connect(url: string, namespace?: string, options?: ConnectOptions): Promise<Socket> {
  return connected(createClient(url, namespace, options));
}

/** Connects `socket`; resolves when it is connected and rejects at the first `connect_error`. */
export async function connected(socket: Socket): Promise<Socket> {
  return limited(TIMEOUT_MS, `a connection to ${socket.io.opts.hostname ?? 'the server'}`, (resolve, reject) => {
    const settle = (act: () => void) => (): void => {
      socket.off('connect', onConnect).off('connect_error', onError);
      act();
    };
    const onConnect = settle(() => resolve(socket));
    const onError = (error: Error): void => settle(() => reject(error))();
    socket.on('connect', onConnect).on('connect_error', onError);
    socket.connect();
  });
}

/** The refusal of a connection that must not succeed. */
export async function refused(url: string, namespace?: string, options?: ConnectOptions): Promise<ConnectError> {
  const socket = createClient(url, namespace, options);
  const outcome = await connected(socket).catch((error: unknown) => error);
  if (outcome === socket) throw new Error(`${url}${namespace ?? '/'} accepted a connection that it should refuse`);
  return outcome as ConnectError;
}

/** Sends a command and resolves with its ack. Rejects when there is none in time. */
export async function request<T = unknown>(
  socket: Socket,
  event: string,
  payload?: unknown,
  timeoutMs = TIMEOUT_MS,
): Promise<Reply<T>> {
  return limited(timeoutMs, `the ack of ${event}`, (resolve) => {
    const args = payload === undefined ? [] : [payload];
    socket.emit(event, ...args, (reply: Reply<T>) => resolve(reply));
  });
}

/** Sends a command that must succeed, and resolves with the `data` of its ack. */
export async function command<T = unknown>(socket: Socket, event: string, payload?: unknown): Promise<T> {
  const { data, error } = await request<T>(socket, event, payload);
  if (data === undefined) throw new Error(`${event} was refused: ${JSON.stringify(error)}`);
  return data;
}

export interface NextOptions<T> {
  readonly where?: (data: T) => boolean;
  readonly timeoutMs?: number;
}

/** The next event of that name. The listener is attached by the call itself: call it before the act, await it after. */
export function next<T = unknown>(socket: Socket, event: string, options: NextOptions<T> = {}): Promise<T> {
  const { where, timeoutMs = TIMEOUT_MS } = options;
  let listener: ((data: T) => void) | undefined;
  const promise = limited<T>(timeoutMs, `the event ${event}`, (resolve) => {
    listener = (data) => {
      if (where === undefined || where(data)) resolve(data);
    };
    socket.on(event, listener);
  }).finally(() => socket.off(event, listener));
  // When the act fails first, nobody awaits this any more, and its rejection would hide the real failure.
  promise.catch(() => undefined);
  return promise;
}

export interface Collected<T> {
  readonly items: readonly T[];
  /** Resolves with the items as soon as there are `count`; rejects when there are fewer in time. */
  until(count: number, timeoutMs?: number): Promise<readonly T[]>;
}

/** Everything of that name from now on, in the order of arrival. */
export function collect<T = unknown>(socket: Socket, event: string): Collected<T> {
  const items: T[] = [];
  const waiting = new Set<() => void>();
  socket.on(event, (data: T) => {
    items.push(data);
    for (const check of [...waiting]) check();
  });
  return {
    items,
    until: async (count, timeoutMs = TIMEOUT_MS) =>
      limited(
        timeoutMs,
        () => `${count} × ${event}, have ${items.length}`,
        (resolve) => {
          const check = (): void => {
            if (items.length < count) return;
            waiting.delete(check);
            resolve(items);
          };
          waiting.add(check);
          check();
        },
      ),
  };
}

/**
 * The ids of all ack packets from now on, straight from the wire: socket.io-client drops a second ack without a word,
 * so this is how a test sees one. Sockets that share a connection share these.
 */
export function recordAcks(socket: Socket): readonly number[] {
  const ids: number[] = [];
  socket.io.on('packet', (packet) => {
    if (packet.type === PacketType.ACK && packet.id !== undefined) ids.push(packet.id);
  });
  return ids;
}

type Executor<T> = (resolve: (value: T) => void, reject: (error: Error) => void) => void;

async function limited<T>(timeoutMs: number, what: string | (() => string), executor: Executor<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new Error(`Waited ${timeoutMs} ms for ${typeof what === 'string' ? what : what()}`));
    }, timeoutMs);
  });
  try {
    return await Promise.race([new Promise<T>(executor), late]);
  } finally {
    clearTimeout(timer);
  }
}
