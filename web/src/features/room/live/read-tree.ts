import { Problem } from "@/shared/api/problem";
import { getAncestry, getTree } from "@/shared/api/threads";
import { t } from "@/shared/i18n";
import type { Tree } from "./state";
import { below } from "./trees";

/** How many messages are read at once. */
const partSize = 200;
/** The most that the server gives at once, to read again what was read in parts. */
const largestPart = 1_000;

export interface TreeAt {
  conversationId: string;
  rootId: string;
  topId: string;
}

/** Reads the beginning of a tree: as much as was known of it before, or one part. */
export async function readTree({ conversationId, rootId, topId }: TreeAt, known: number): Promise<Tree> {
  const limit = Math.min(largestPart, Math.max(partSize, known));
  if (topId === rootId) {
    const { messages, cursor } = await getTree(rootId, null, limit);
    return { rootId, above: [], messages, cursor };
  }
  const line = await getAncestry(conversationId, topId);
  const top = line.at(-1);
  if (!top) throw new Problem(404, "not_found", t("room.noThread"));
  const part = below(top, await getTree(top.root_id, top.path, limit));
  return {
    rootId: top.root_id,
    above: line.slice(0, -1),
    messages: [top, ...part.messages],
    cursor: part.cursor,
  };
}

/** Reads on in a tree. */
export async function readOn(tree: Tree, cursor: string) {
  const part = await getTree(tree.rootId, cursor, partSize);
  const top = tree.messages[0];
  return top && tree.above.length > 0 ? below(top, part) : part;
}
