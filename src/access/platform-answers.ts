import type { RoomDescription } from './access-policy.js';

const ID = /^[A-Za-z0-9._-]{1,64}$/;
const LONGEST_NAME = 200;
/** The most members that the platform may name for one room. */
const MOST_MEMBERS = 5000;

/** Reads `{ allowed: [true, false, …] }`, one for each question. @throws Error when it is anything else. */
export function readAllowed(answer: unknown, expected: number): boolean[] {
  const list = isRecord(answer) ? answer['allowed'] : undefined;
  if (!Array.isArray(list) || list.length !== expected) throw new Error('the answer has not one decision a question');
  return list.map((decision: unknown) => {
    if (typeof decision !== 'boolean') throw new Error('a decision is neither true nor false');
    return decision;
  });
}

/** Reads `{ room: { name, memberIds, status? } | null }`. @throws Error when it is anything else. */
export function readRoom(answer: unknown): RoomDescription | undefined {
  const room = isRecord(answer) ? answer['room'] : undefined;
  if (room === null) return undefined;
  if (!isRecord(room)) throw new Error('the answer describes no room');
  const { name, memberIds, status } = room;
  if (typeof name !== 'string' || !isName(name))
    throw new Error('the name of the room is no text of 1 to 200 characters');
  if (!Array.isArray(memberIds) || memberIds.length > MOST_MEMBERS) {
    throw new Error(`the members of the room are no list of at most ${MOST_MEMBERS}`);
  }
  const members = (memberIds as unknown[]).filter((id) => typeof id === 'string' && ID.test(id)) as string[];
  if (members.length !== memberIds.length) throw new Error('a member of the room has no id');
  return { name, memberIds: [...new Set(members)], status: typeof status === 'string' ? status : undefined };
}

function isName(text: string): boolean {
  return text.trim() !== '' && text.length <= LONGEST_NAME && !text.includes('\u0000') && text.isWellFormed();
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
