/** Remembers in this tab that a restore is under way, also if its page is loaded again. */
const key = "rustygpt.restoring";

interface UnderWay {
  /** When the restore before went to its end; null when there was none. */
  since: string | null;
}

export function beginRestore(since: string | null): void {
  try {
    sessionStorage.setItem(key, JSON.stringify({ since } satisfies UnderWay));
  } catch {
    // Storage may be blocked; then the page asks its people to look for themselves.
  }
}

export function restoreUnderWay(): UnderWay | null {
  try {
    return JSON.parse(sessionStorage.getItem(key) ?? "null") as UnderWay | null;
  } catch {
    return null;
  }
}

export function endRestore(): void {
  try {
    sessionStorage.removeItem(key);
  } catch {
    // As above.
  }
}
