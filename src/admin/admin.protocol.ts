import type { Announcement } from '../general/general.protocol.js';
import type { Namespace } from '../realtime/room.js';
import type { Outcome } from '../telemetry/metrics.js';

/** A part of a long list. */
export interface PageOptions {
  /** Where the page before ended: its `nextCursor`, unchanged. */
  readonly cursor?: string;
  /** 1 to 200; 50 when absent. */
  readonly limit?: number;
}

export interface ConnectionCounts {
  /** Sockets: one a namespace, so a client with two namespaces counts twice. */
  readonly total: number;
  readonly byNamespace: Readonly<Record<Namespace, number>>;
}

export interface CommandCounts {
  /** In the last full second. */
  readonly perSecond: number;
  /** Since the start. */
  readonly ok: number;
  /** Refused or failed, since the start. */
  readonly failed: number;
}

/** How late the event loop ran in the last full second, in milliseconds. */
export interface EventLoopDelay {
  readonly mean: number;
  readonly p99: number;
}

/** In bytes. */
export interface MemoryUse {
  readonly rss: number;
  readonly heapUsed: number;
}

/** What one node counts. */
export interface NodeCounts {
  readonly connections: ConnectionCounts;
  /** Distinct users with at least one socket. */
  readonly users: number;
  readonly rooms: number;
  /** Streams that are being followed. */
  readonly streams: number;
  readonly commands: CommandCounts;
  /** Commands that were refused with `RATE_LIMITED`, since the start. */
  readonly rateLimited: number;
  /** What is waiting for clients that read too slowly. */
  readonly outboundBytes: number;
  readonly eventLoopDelayMs: EventLoopDelay;
  readonly memory: MemoryUse;
  readonly uptimeSeconds: number;
}

/** One node, as it describes itself. */
export interface NodeReport extends NodeCounts {
  readonly nodeId: string;
  readonly pid: number;
  readonly version: string;
  readonly startedAt: string;
  /** Whether it takes no new connections, because it will stop. */
  readonly draining: boolean;
}

/** The counts of all nodes together; of delays and uptimes the largest. */
export interface Stats extends NodeCounts {
  readonly at: string;
  readonly nodes: number;
}

export interface ListSockets extends PageOptions {
  readonly userId?: string;
  readonly namespace?: Namespace;
}

export interface SocketSummary {
  readonly socketId: string;
  readonly userId: string;
  readonly role: string;
  readonly namespace: Namespace;
  /** Shared by the sockets of one connection. */
  readonly sessionId: string;
  readonly ip: string;
  readonly transport: string;
  readonly connectedAt: string;
  readonly rooms: readonly string[];
}

export interface SocketPage {
  /** Longest connected first. */
  readonly sockets: readonly SocketSummary[];
  readonly nextCursor: string | null;
}

export interface ListRooms extends PageOptions {
  readonly namespace?: Namespace;
}

export interface RoomSummary {
  readonly namespace: Namespace;
  readonly room: string;
  /** How many sockets are in it. */
  readonly sockets: number;
}

export interface RoomPage {
  /** By namespace and name. */
  readonly rooms: readonly RoomSummary[];
  readonly nextCursor: string | null;
}

/** Exactly one of `userId` and `socketId`. */
export interface Disconnect {
  readonly userId?: string;
  readonly socketId?: string;
  readonly reason: string;
}

export interface Disconnected {
  /** How many sockets were ended on the node that was asked. Those on other nodes are ended too, but not counted. */
  readonly disconnected: number;
}

export interface Revoke {
  readonly userId: string;
  readonly reason?: string;
}

export interface Revoked {
  readonly userId: string;
  /** Tokens issued up to this second are refused. */
  readonly revokedAt: string;
}

/** The filter of the live command log. A new one takes the place of the last. */
export interface TailCommands {
  readonly userId?: string;
  readonly namespace?: Namespace;
  /** True: no more. */
  readonly stop?: boolean;
}

/** A command that was answered, without its content. */
export interface TailedCommand {
  readonly at: string;
  readonly userId: string;
  readonly socketId: string;
  readonly namespace: string;
  readonly event: string;
  readonly outcome: Outcome;
  readonly durationMs: number;
}

/** Comes in the place of the commands that were too many for one second. */
export interface TailGap {
  readonly at: string;
  readonly dropped: number;
}

export interface AuditEntry {
  readonly id: string;
  readonly actorId: string;
  readonly action: string;
  readonly target: string | null;
  readonly reason: string | null;
  readonly details: Readonly<Record<string, unknown>> | null;
  readonly at: string;
}

export interface AuditPage {
  /** Newest first. */
  readonly entries: readonly AuditEntry[];
  readonly nextCursor: string | null;
}

/** What the server sends on `/admin`. */
export interface AdminEvents {
  'admin:stats': Stats;
  'admin:tail': TailedCommand | TailGap;
  announcement: Announcement;
}
