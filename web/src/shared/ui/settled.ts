/**
 * The values of a form that was saved: as the server has them now, except those
 * that were changed while they were on their way.
 */
export function settled<T extends object>(typed: T, sent: T, stored: T): T {
  const names = Object.keys(stored) as (keyof T)[];
  return Object.fromEntries(
    names.map((name) => [name, typed[name] === sent[name] ? stored[name] : typed[name]]),
  ) as T;
}
