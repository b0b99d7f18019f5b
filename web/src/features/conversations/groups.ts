import type { Conversation } from "@/shared/api/types";
import { type Age, ageOf, ages } from "@/shared/lib/time";

export type Row =
  | { readonly kind: "heading"; readonly age: Age }
  | { readonly kind: "conversation"; readonly conversation: Conversation };

/**
 * The list with a heading before each group. Headings only ever get older: a
 * conversation that is newer than its neighbours, because the order is held
 * for a moment, stays among them.
 */
export function toRows(conversations: readonly Conversation[], now: Date): Row[] {
  const rows: Row[] = [];
  let current = -1;
  for (const conversation of conversations) {
    const age = ageOf(new Date(conversation.last_activity_at), now);
    if (ages.indexOf(age) > current) {
      rows.push({ kind: "heading", age });
      current = ages.indexOf(age);
    }
    rows.push({ kind: "conversation", conversation });
  }
  return rows;
}
