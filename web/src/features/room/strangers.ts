import type { RoomState } from "./live/state";

/** Who wrote what is shown and is not in the conversation, in a fixed order. */
export function strangersIn(
  { threads, trees }: Pick<RoomState, "threads" | "trees">,
  people: ReadonlySet<string>,
): string[] {
  const authors = new Set<string>();
  for (const thread of threads) {
    if (thread.root_author) authors.add(thread.root_author);
    for (const replier of thread.repliers) authors.add(replier);
  }
  for (const tree of Object.values(trees)) {
    for (const message of [...tree.above, ...tree.messages]) {
      if (message.author_user_id) authors.add(message.author_user_id);
    }
  }
  return [...authors].filter((author) => !people.has(author)).sort();
}
