import type { ServerResponse } from 'node:http';

import { HttpService, reply, type Received } from './http-service.js';
import { verify } from './verify.js';

export const PLATFORM_SECRET = 'the-key-that-the-platform-shares-with-us';

export interface PlatformRoom {
  name: string;
  memberIds: string[];
  status?: string;
}

interface Check {
  readonly kind: string;
  readonly id: string;
  readonly userId: string;
}

/** A platform in memory behind a real HTTP server: it answers what it is asked, if the question is signed. */
export class FakePlatform {
  readonly users = new Map<string, Record<string, unknown>>();
  /** By kind and id, such as `conversation:general`. */
  readonly rooms = new Map<string, PlatformRoom>();
  /** The questions that came, by their last word. */
  readonly asked: string[] = [];
  /** What it does instead of answering properly. */
  trouble: ((response: ServerResponse, request: Received) => void) | undefined;

  private constructor(private readonly service: HttpService) {}

  static async start(): Promise<FakePlatform> {
    let platform: FakePlatform | undefined = undefined as FakePlatform | undefined;
    const service = await HttpService.start((request, response) => platform?.receive(request, response));
    platform = new FakePlatform(service);
    return platform;
  }

  /** The variables of a node that asks this platform. */
  get env(): Record<string, string> {
    return { PLATFORM_URL: `${this.service.url}/realtime/`, PLATFORM_SECRET };
  }

  user(id: string, more: Record<string, unknown> = {}): void {
    this.users.set(id, { id, displayName: id, role: 'member', ...more });
  }

  /** How often it was asked this. */
  count(question: string): number {
    return this.asked.filter((asked) => asked === question).length;
  }

  goAway(): Promise<void> {
    return this.service.close();
  }

  comeBack(): Promise<void> {
    return this.service.open();
  }

  private receive(request: Received, response: ServerResponse): void {
    this.asked.push(request.path.replace('/realtime/', ''));
    if (!verify(request.headers, `POST ${request.path}\n${request.body}`, PLATFORM_SECRET)) {
      reply(response, { error: 'who are you?' }, 401);
      return;
    }
    if (this.trouble !== undefined) this.trouble(response, request);
    else reply(response, this.answer(request.path, JSON.parse(request.body)));
  }

  private answer(path: string, question: unknown): unknown {
    switch (path) {
      case '/realtime/users': {
        const { userIds } = question as { userIds: string[] };
        return { users: userIds.flatMap((id) => this.users.get(id) ?? []) };
      }
      case '/realtime/access': {
        const { checks } = question as { checks: Check[] };
        return { allowed: checks.map((check) => this.mayEnter(check)) };
      }
      default: {
        const { kind, id } = question as { kind: string; id: string };
        return { room: this.rooms.get(`${kind}:${id}`) ?? null };
      }
    }
  }

  private mayEnter({ kind, id, userId }: Check): boolean {
    return this.rooms.get(`${kind}:${id}`)?.memberIds.includes(userId) ?? false;
  }
}
