/**
 * Cuts a growing text into its top-level blocks without reading all of it
 * again for each piece: only the last few blocks can still change.
 *
 * Link references that are defined further down are not known yet while the
 * text grows; splitAll at the end finds them.
 */
import type { Token } from "marked";
import { lex } from "./lex";

export interface Split {
  readonly text: string;
  readonly blocks: readonly Token[];
  /** Whether all of it was read at once, with every reference known. */
  readonly final?: boolean;
}

/** How many blocks at the end are read again. */
const unsettled = 3;

export const emptySplit: Split = { text: "", blocks: [] };

export function splitAll(text: string): Split {
  return { text, blocks: lex(text) };
}

export function splitMore(before: Split, text: string): Split {
  if (text === before.text) return before;
  if (!text.startsWith(before.text)) return splitAll(text);
  const settled = before.blocks.slice(0, -unsettled);
  const length = settled.reduce((sum, block) => sum + block.raw.length, 0);
  // marked normalises line ends, so raw text may be shorter than the source.
  if (text.includes("\r")) return splitAll(text);
  return { text, blocks: [...settled, ...lex(text.slice(length))] };
}
