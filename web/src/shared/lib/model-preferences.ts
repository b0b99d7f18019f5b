/** How somebody likes to choose models; kept in this browser, for each account apart. */
import { useSyncExternalStore } from "react";
import { load, save } from "./storage";

export interface ModelPreferences {
  /** In the order in which they were pinned. */
  readonly pinned: readonly string[];
  /** The one that was chosen last comes first. */
  readonly recent: readonly string[];
  /** What new chats begin with; null = the server's default. */
  readonly usual: string | null;
}

const none: ModelPreferences = { pinned: [], recent: [], usual: null };
const maxRecent = 4;
const listeners = new Set<() => void>();

function key(accountId: string): string {
  return `picker.${accountId}`;
}

/** Reads what was kept; what does not look like it is ignored. */
export function parsePreferences(text: string | null): ModelPreferences {
  try {
    const value: unknown = JSON.parse(text ?? "null");
    if (typeof value !== "object" || value === null) return none;
    const { pinned, recent, usual } = value as Record<string, unknown>;
    return { pinned: ids(pinned), recent: ids(recent), usual: typeof usual === "string" ? usual : null };
  } catch {
    return none;
  }
}

function ids(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((id) => typeof id === "string") : [];
}

export function withPin(before: ModelPreferences, id: string, pinned: boolean): ModelPreferences {
  const others = before.pinned.filter((other) => other !== id);
  return { ...before, pinned: pinned ? [...others, id] : others };
}

export function withChoice(before: ModelPreferences, id: string): ModelPreferences {
  const others = before.recent.filter((other) => other !== id);
  return { ...before, recent: [id, ...others].slice(0, maxRecent) };
}

/** The same text is the same object, which is what React asks of a store. */
let last: { readonly text: string | null; readonly value: ModelPreferences } = { text: null, value: none };

export function modelPreferences(accountId: string): ModelPreferences {
  const text = load(key(accountId));
  if (text !== last.text) last = { text, value: parsePreferences(text) };
  return last.value;
}

export function changeModelPreferences(
  accountId: string,
  change: (before: ModelPreferences) => ModelPreferences,
): void {
  save(key(accountId), JSON.stringify(change(modelPreferences(accountId))));
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  addEventListener("storage", listener);
  return () => {
    listeners.delete(listener);
    removeEventListener("storage", listener);
  };
}

export function useModelPreferences(accountId: string): ModelPreferences {
  return useSyncExternalStore(subscribe, () => modelPreferences(accountId));
}
