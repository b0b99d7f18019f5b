/** What a reader of a thread has not read yet. */
import type { Message } from "@/shared/api/types";
import { momentOf } from "./moment";

export interface Marks {
  /** The messages that are marked as new. */
  readonly ids: ReadonlySet<string>;
  /** What came to be there later is not judged yet; in milliseconds of the server's clock. */
  readonly until: number;
  /** Whether they came while nobody looked. */
  readonly away: boolean;
}

/**
 * Marks the unread messages of a thread: the newest ones by others, as many as
 * the server counts. Replies may be anywhere in the tree, so they need not be
 * the last ones of the list.
 */
export function firstMarks(messages: readonly Message[], reader: string, unread: number, now: number): Marks {
  const others = messages.filter((message) => isForeign(message, reader) && message.status !== "streaming");
  const newest = others.toSorted((a, b) => momentOf(b) - momentOf(a)).slice(0, Math.max(0, unread));
  return { ids: new Set(newest.map((message) => message.id)), until: now, away: false };
}

/**
 * The marks after messages came. Those that are seen as they come are not
 * marked; those that come while one looks elsewhere are, and the marks from
 * before are done with.
 */
export function nextMarks(
  marks: Marks,
  messages: readonly Message[],
  reader: string,
  attentive: boolean,
): Marks {
  const came = messages.filter((message) => cameAfter(marks.until, message));
  if (came.length === 0) return marks.away && attentive ? { ...marks, away: false } : marks;
  const until = Math.max(...came.map(momentOf));
  const missed = attentive ? [] : came.filter((message) => isForeign(message, reader));
  if (missed.length === 0) return { ...marks, until, away: marks.away && !attentive };
  const before = marks.away ? marks.ids : [];
  return { ids: new Set([...before, ...missed.map((message) => message.id)]), until, away: true };
}

function cameAfter(moment: number, message: Message): boolean {
  return message.status !== "streaming" && momentOf(message) > moment;
}

/** Whether a message is one that can be unread: by somebody else, and still there. */
export function isForeign(message: Message, reader: string): boolean {
  return message.author_user_id !== reader && !message.deleted_at;
}
