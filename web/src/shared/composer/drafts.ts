import { load, save } from "@/shared/lib/storage";

/** Unsent text, kept for each conversation until it is sent. */
export function loadDraft(key: string): string {
  return load(`draft.${key}`) ?? "";
}

export function saveDraft(key: string, text: string): void {
  save(`draft.${key}`, text.trim() === "" ? null : text);
}
