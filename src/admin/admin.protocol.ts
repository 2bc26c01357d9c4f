import type { Announcement } from '../general/general.protocol.js';
import type { CommonEvents, Count, Id, Milliseconds, Timestamp } from '../realtime/realtime.protocol.js';
import type { Namespace } from '../realtime/sockets/room.js';
import type { Outcome } from '../telemetry/outcome.js';

/** A part of a long list. */
export interface PageOptions {
  /** Where the page before ended: its `nextCursor`, unchanged. */
  readonly cursor?: string;
  /** 1 to 200; 50 when absent. */
  readonly limit?: number;
}

export interface ConnectionCounts {
  /** Sockets: one a namespace, so a client with two namespaces counts twice. */
  readonly total: Count;
  readonly byNamespace: Readonly<Record<Namespace, Count>>;
}

/** How long something took in the last full second, in milliseconds. */
export interface Durations {
  readonly p50: Milliseconds;
  readonly p99: Milliseconds;
}

export interface CommandCounts {
  /** In the last full second. */
  readonly perSecond: Count;
  /** In the last full second, by how they ended; outcomes that did not occur are left out. */
  readonly byOutcome: Readonly<Partial<Record<Outcome, Count>>>;
  /** From arrival to answer, of the commands of the last full second; null when there was none. */
  readonly durationMs: Durations | null;
  /** Since the start. */
  readonly ok: Count;
  /** Refused or failed, since the start. */
  readonly failed: Count;
}

/** How late the event loop ran in the last full second, in milliseconds. */
export interface EventLoopDelay {
  readonly mean: Milliseconds;
  readonly p99: Milliseconds;
}

/** In bytes. */
export interface MemoryUse {
  readonly rss: Count;
  readonly heapUsed: Count;
}

/** What one node counts. */
export interface NodeCounts {
  readonly connections: ConnectionCounts;
  /** Distinct users with at least one socket. */
  readonly users: Count;
  readonly rooms: Count;
  /** Streams that are being followed. */
  readonly streams: Count;
  readonly commands: CommandCounts;
  /** Commands that were refused with `RATE_LIMITED`, since the start. */
  readonly rateLimited: Count;
  /** What is waiting for clients that read too slowly. */
  readonly outboundBytes: Count;
  readonly eventLoopDelayMs: EventLoopDelay;
  readonly memory: MemoryUse;
  readonly uptimeSeconds: number;
}

/** How a node finds what it depends on. */
export interface DependencyStates {
  readonly database: 'up' | 'down';
  /** `degraded`: out of reach, and the node works on its own. `off`: none is configured. */
  readonly redis: 'up' | 'degraded' | 'off';
}

/** One node, as it describes itself. */
export interface OwnReport extends NodeCounts {
  readonly nodeId: Id;
  readonly pid: Count;
  readonly version: string;
  readonly startedAt: Timestamp;
  /** Whether it takes no new connections, because it will stop. */
  readonly draining: boolean;
  /** As of a few seconds ago. */
  readonly health: DependencyStates;
}

/** One node, as it last described itself to the node that answers. */
export interface NodeReport extends OwnReport {
  readonly lastHeardAt: Timestamp;
  /** Whether it has been silent for so long that it may be gone, or cut off; so may the node that answers. */
  readonly stale: boolean;
}

/**
 * The counts of all nodes together, of the stale ones as they last were; of delays and uptimes the largest. A user
 * with sockets on two nodes counts once, a room twice.
 */
export interface Stats extends NodeCounts {
  readonly at: Timestamp;
  readonly nodes: Count;
  /** How many of the nodes have been silent for long, see {@link NodeReport}. */
  readonly staleNodes: Count;
}

/** The part of an answer that says of which nodes nothing is known. */
export interface Reach {
  /** The ids of the nodes that did not answer in time, or that could not be asked because Redis is away. */
  readonly unreachable: readonly Id[];
}

export interface ListSockets extends PageOptions {
  readonly userId?: Id;
  /** The sockets in this room, named as `admin:rooms` names it. */
  readonly room?: string;
  readonly namespace?: Namespace;
}

export interface SocketSummary {
  readonly nodeId: Id;
  readonly socketId: Id;
  readonly userId: Id;
  readonly role: string;
  readonly namespace: Namespace;
  /** Shared by the sockets of one connection. */
  readonly sessionId: Id;
  readonly ip: string;
  readonly transport: string;
  readonly connectedAt: Timestamp;
  /** The first twenty. */
  readonly rooms: readonly string[];
  readonly roomCount: Count;
}

export interface SocketPage extends Reach {
  /** Longest connected first, by the clocks of their nodes. */
  readonly sockets: readonly SocketSummary[];
  readonly nextCursor: string | null;
}

export interface ListRooms extends PageOptions {
  readonly namespace?: Namespace;
}

export interface RoomSummary {
  readonly namespace: Namespace;
  readonly room: string;
  /** How many sockets are in it, on all nodes that have answered. */
  readonly sockets: Count;
}

export interface RoomPage extends Reach {
  /** By namespace and name. */
  readonly rooms: readonly RoomSummary[];
  readonly nextCursor: string | null;
}

/** Exactly one of `userId` and `socketId`. */
export interface Disconnect {
  readonly userId?: Id;
  readonly socketId?: Id;
  readonly reason: string;
}

/** Sockets of unreachable nodes are not counted, and may not have been ended. */
export interface Disconnected extends Reach {
  /** How many sockets were ended. */
  readonly disconnected: Count;
}

export interface Revoke {
  readonly userId: Id;
  readonly reason?: string;
}

export interface Revoked {
  readonly userId: Id;
  /** Tokens issued up to this second are refused. */
  readonly revokedAt: Timestamp;
}

/** The filter of the live command log. A new one takes the place of the last. */
export interface TailCommands {
  readonly userId?: Id;
  readonly namespace?: Namespace;
  /** True: no more. */
  readonly stop?: boolean;
}

/** A command that was answered, without its content. Those of one node come in order; those of others up to a second late. */
export interface TailedCommand {
  readonly at: Timestamp;
  readonly nodeId: Id;
  readonly userId: Id;
  readonly socketId: Id;
  readonly namespace: string;
  readonly event: string;
  readonly outcome: Outcome;
  readonly durationMs: Milliseconds;
}

/** Comes in the place of the commands that were too many for one second. */
export interface TailGap {
  readonly at: Timestamp;
  readonly dropped: Count;
}

export interface AuditEntry {
  readonly id: Id;
  readonly actorId: Id;
  readonly action: string;
  readonly target: string | null;
  readonly reason: string | null;
  readonly details: Readonly<Record<string, unknown>> | null;
  readonly at: Timestamp;
}

export interface AuditPage {
  /** Newest first. */
  readonly entries: readonly AuditEntry[];
  readonly nextCursor: string | null;
}

/** What the server sends on `/admin`. */
export interface AdminEvents extends CommonEvents {
  /** Every second after `admin:subscribe`. */
  'admin:stats': Stats;
  /** After `admin:tail`: a command that was answered, or how many were left out. */
  'admin:tail': TailedCommand | TailGap;
  /** From an administrator or the platform, to everyone or to named rooms. */
  announcement: Announcement;
}
