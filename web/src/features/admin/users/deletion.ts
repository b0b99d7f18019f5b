import type { Belongings } from "@/shared/api/types";
import { t } from "@/shared/i18n";

export type Fate = "delete" | "handOver";

export interface Deletion {
  fate: Fate;
  /** Id of an account; empty = not chosen yet. */
  heir: string;
  /** The name, as a proof that it is meant. */
  typed: string;
}

/** What is missing before somebody can be deleted, by field. */
export function checkDeletion({ fate, heir, typed }: Deletion, username: string): Record<string, string> {
  const faults: Record<string, string> = {};
  if (fate === "handOver" && !heir) faults.heir = t("users.heirMissing");
  if (typed.trim() !== username) faults.typed = t("confirm.differs", { text: username });
  return faults;
}

export function ownsNothing({ chats, groups_alone: alone, groups_owned: owned }: Belongings): boolean {
  return chats + alone + owned === 0;
}
