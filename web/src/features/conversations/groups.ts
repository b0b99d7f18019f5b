import type { Conversation } from "@/shared/api/types";
import { type Age, ageOf } from "@/shared/lib/time";

export type Row =
  | { readonly kind: "heading"; readonly age: Age }
  | { readonly kind: "conversation"; readonly conversation: Conversation };

/** The list with a heading before each group; the order is the server's, newest first. */
export function toRows(conversations: readonly Conversation[], now: Date): Row[] {
  const rows: Row[] = [];
  let current: Age | null = null;
  for (const conversation of conversations) {
    const age = ageOf(new Date(conversation.last_activity_at), now);
    if (age !== current) rows.push({ kind: "heading", age });
    current = age;
    rows.push({ kind: "conversation", conversation });
  }
  return rows;
}
