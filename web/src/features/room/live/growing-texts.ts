import type { Message } from "@/shared/api/types";
import { addPiece, startGrowing } from "@/shared/live/growing";
import type { GrowingText, Piece } from "@/shared/live/state";

/**
 * The texts of a room that are growing. A piece is told to those who show that
 * one message and to nobody else, so that what is typed or read elsewhere on
 * the page is not held up by answers, however many there are.
 */
export class GrowingTexts {
  private texts = new Map<string, GrowingText>();
  /** What components see: it changes with flush only. */
  private shown = new Map<string, GrowingText>();
  private dirty = new Set<string>();
  private readonly listeners = new Map<string, Set<() => void>>();

  /** Begins with what a snapshot or an event has of an answer; the longer text wins. */
  start(message: Message): void {
    if (message.status !== "streaming") return;
    const known = this.texts.get(message.id);
    const fresh = startGrowing(message);
    if (known && known.next >= fresh.next) return;
    this.set(message.id, (known?.early ?? []).reduce(addPiece, fresh));
  }

  /** Adds a piece; tells from which chunk on some are missing, once, or null. */
  add(id: string, piece: Piece): number | null {
    const text = this.texts.get(id);
    if (!text) return null;
    const next = addPiece(text, piece);
    if (next === text) return null;
    this.set(id, next);
    return next.next === text.next && text.early.length === 0 ? text.next : null;
  }

  /** Adds chunks that were fetched; false when they did not bring what was missing. */
  fill(id: string, pieces: readonly Piece[]): boolean {
    const text = this.texts.get(id);
    if (!text) return true;
    const next = pieces.reduce(addPiece, text);
    if (next !== text) this.set(id, next);
    return next.next > text.next;
  }

  /** Takes a text that has come to its end out of the growing ones. */
  end(id: string): GrowingText | undefined {
    const text = this.texts.get(id);
    this.texts.delete(id);
    if (text) this.dirty.add(id);
    return text;
  }

  get(id: string): GrowingText | undefined {
    return this.shown.get(id);
  }

  subscribe(id: string, listener: () => void): () => void {
    const known = this.listeners.get(id) ?? new Set();
    this.listeners.set(id, known.add(listener));
    return () => {
      known.delete(listener);
      if (known.size === 0) this.listeners.delete(id);
    };
  }

  /** Lets components see what arrived since the last time. */
  flush(): void {
    const changed = this.dirty;
    this.dirty = new Set();
    for (const id of changed) {
      const text = this.texts.get(id);
      if (text) this.shown.set(id, text);
      else this.shown.delete(id);
    }
    for (const id of changed) for (const listener of this.listeners.get(id) ?? []) listener();
  }

  private set(id: string, text: GrowingText): void {
    this.texts.set(id, text);
    this.dirty.add(id);
  }
}
