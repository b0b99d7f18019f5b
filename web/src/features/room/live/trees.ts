/** Trees as lists in depth-first order; the paths of the messages say where each belongs. */
import type { TreePart } from "@/shared/api/threads";
import type { Message } from "@/shared/api/types";
import type { Tree } from "./state";

type Trees = Readonly<Record<string, Tree>>;

/** Puts a new message into every tree that it belongs to. One that is there already stays. */
export function insert(trees: Trees, message: Message): Trees {
  return mapTrees(trees, (tree) => {
    const parent = message.parent_id;
    if (!parent || tree.messages.some((m) => m.id === message.id)) return tree;
    // Its page will bring it when it is read.
    if (tree.cursor !== null && message.path > tree.cursor) return tree;
    if (!tree.messages.some((m) => m.id === parent)) return tree;
    return { ...tree, messages: withMessage(tree.messages, message) };
  });
}

/** Changes a message wherever it is shown, above a tree included. */
export function change(trees: Trees, id: string, edit: (message: Message) => Message): Trees {
  const within = (list: readonly Message[]) => {
    const at = list.findIndex((m) => m.id === id);
    const known = list[at];
    return known ? list.with(at, edit(known)) : list;
  };
  return mapTrees(trees, (tree) => {
    const messages = within(tree.messages);
    const above = within(tree.above);
    return messages === tree.messages && above === tree.above ? tree : { ...tree, messages, above };
  });
}

/** Adds the next page to a tree. */
export function append(tree: Tree, part: TreePart): Tree {
  const known = new Set(tree.messages.map((m) => m.id));
  const fresh = part.messages.filter((m) => !known.has(m.id));
  return { ...tree, messages: [...tree.messages, ...fresh], cursor: part.cursor };
}

/** The part of a page that is below a message: the page may go on with what follows it. */
export function below(top: Message, part: TreePart): TreePart {
  const end = part.messages.findIndex((m) => m.depth <= top.depth);
  return end < 0 ? part : { messages: part.messages.slice(0, end), cursor: null };
}

function mapTrees(trees: Trees, edit: (tree: Tree) => Tree): Trees {
  const changed = Object.entries(trees).flatMap(([top, tree]) => {
    const next = edit(tree);
    return next === tree ? [] : [[top, next] as const];
  });
  return changed.length === 0 ? trees : { ...trees, ...Object.fromEntries(changed) };
}

function withMessage(list: readonly Message[], message: Message): readonly Message[] {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((list[middle]?.path ?? "") < message.path) low = middle + 1;
    else high = middle;
  }
  return [...list.slice(0, low), message, ...list.slice(low)];
}
