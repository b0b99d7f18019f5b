/** localStorage that never throws: it may be blocked or full. */
const prefix = "rustygpt.";

export function load(key: string): string | null {
  try {
    return localStorage.getItem(prefix + key);
  } catch {
    return null;
  }
}

export function save(key: string, value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(prefix + key);
    else localStorage.setItem(prefix + key, value);
  } catch {
    // Nothing can be kept here; the page works without.
  }
}

/** Removes everything the application keeps under keys with this beginning. */
export function forget(start: string): void {
  try {
    for (const key of Object.keys(localStorage)) {
      if (key.startsWith(prefix + start)) localStorage.removeItem(key);
    }
  } catch {
    // As above.
  }
}
