import type { Message } from "@/shared/api/types";
import type { GrowingText, Piece } from "./state";

/** A bound on what is kept while a missing chunk is fetched. */
const maxEarly = 4096;

export function startGrowing(message: Message): GrowingText {
  return {
    content: message.content,
    reasoning: message.answer?.reasoning ?? "",
    next: message.answer?.next_chunk ?? 0,
    early: [],
  };
}

/**
 * Adds a piece at its index. A piece that is part of the text already changes
 * nothing (the same object is returned); one that comes too early waits.
 */
export function addPiece(text: GrowingText, piece: Piece): GrowingText {
  if (piece.index < text.next) return text;
  if (piece.index > text.next) return keepEarly(text, piece);
  let { content, reasoning, next } = text;
  let early = text.early;
  for (let current: Piece | undefined = piece; current; ) {
    content += current.content;
    reasoning += current.reasoning;
    next = current.index + 1;
    const wanted = next;
    current = early.find((p) => p.index === wanted);
  }
  if (early.length > 0) early = early.filter((p) => p.index >= next);
  return { content, reasoning, next, early };
}

function keepEarly(text: GrowingText, piece: Piece): GrowingText {
  if (text.early.length >= maxEarly || text.early.some((p) => p.index === piece.index)) return text;
  return { ...text, early: [...text.early, piece] };
}
