/** Ends a subscription. Does nothing the second time. */
export type Unsubscribe = () => void;

type Handlers<Events> = { [E in keyof Events]?: Set<(data: Events[E]) => void> };

/** Handlers of named events. One that throws does not keep the others from hearing. */
export class Emitter<Events extends object> {
  private readonly handlers: Handlers<Events> = {};

  on<E extends keyof Events>(event: E, handler: (data: Events[E]) => void): Unsubscribe {
    const handlers = (this.handlers[event] ??= new Set());
    // The same function may be subscribed twice, and each subscription ends by itself.
    const own = (data: Events[E]): void => handler(data);
    handlers.add(own);
    return () => handlers.delete(own);
  }

  emit<E extends keyof Events>(event: E, data: Events[E]): void {
    const handlers = this.handlers[event];
    // Those that are there now, unless one of them ends another.
    for (const handler of [...(handlers ?? [])]) if (handlers?.has(handler)) guarded(() => handler(data));
  }
}

/** Runs a callback of the application. What it throws is thrown again, where it can do no harm to the connection. */
function guarded(callback: () => void): void {
  try {
    callback();
  } catch (error) {
    setTimeout(() => {
      throw error;
    });
  }
}
