/**
 * The order in which a list is shown while somebody reaches for a row: rows
 * stay where they are, so that none slips away from under the pointer. What is
 * new has no place among them and waits below what is held.
 */
export function calmOrder<T extends { readonly id: string }>(
  newest: readonly T[],
  shown: readonly string[],
  held: boolean,
): readonly T[] {
  if (!held || shown.length === 0) return newest;
  const places = new Map(shown.map((id, place) => [id, place]));
  const place = (row: T) => places.get(row.id) ?? Number.POSITIVE_INFINITY;
  return newest.toSorted((a, b) => {
    const [first, second] = [place(a), place(b)];
    return first === second ? 0 : first - second;
  });
}
