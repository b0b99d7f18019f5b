import type { components } from "@/shared/api/schema.gen";
import type { Piece } from "./state";

export type DeltaPayload = components["schemas"]["DeltaPayload"];

/** The piece of text in a delta; null when there is none to be understood. */
export function pieceOf(payload: DeltaPayload): Piece | null {
  const delta = payload.choices[0]?.delta;
  const index = Number(payload.id.slice(payload.id.lastIndexOf(":") + 1));
  if (!delta || !Number.isInteger(index)) return null;
  return { index, content: delta.content ?? "", reasoning: delta.reasoning_content ?? "" };
}
