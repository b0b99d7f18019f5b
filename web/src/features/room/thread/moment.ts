import type { Message } from "@/shared/api/types";

/**
 * When a message came to be there to be read, in milliseconds of the server's
 * clock. An answer is there when it is whole: only then does it count as
 * unread, however long ago it began. Infinity while it is being written.
 */
export function momentOf(message: Message): number {
  if (message.status === "streaming") return Number.POSITIVE_INFINITY;
  return Date.parse(message.answer?.finished_at ?? message.created_at);
}
