/** What keeps something of the signed-in person adds how to drop it. */
const listeners = new Set<() => void>();

export function onForget(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function forgetPerson(): void {
  for (const listener of listeners) listener();
}
