import { useMemo, useState } from "react";
import type { Message } from "@/shared/api/types";
import { onForget } from "@/shared/lib/forget";
import { forget, load, save } from "@/shared/lib/storage";
import type { ThreadScope } from "../room-context";
import type { ShownPlace } from "../use-place";
import { setKeyOf, type Versions, versionKey } from "./fold";

/** Folded branches, by the top of the view; they outlive the page but not the window. */
const foldedBefore = new Map<string, ReadonlySet<string>>();

onForget(() => {
  foldedBefore.clear();
  forget("versions.");
});

export interface ThreadState {
  readonly versions: Versions;
  readonly scope: Pick<
    ThreadScope,
    "folded" | "replyingTo" | "editing" | "toggle" | "unfold" | "reply" | "edit" | "choose"
  >;
}

/** What a reader has done to the look of a thread. */
export function useThreadState({ rootId, topId }: ShownPlace): ThreadState {
  const [versions, setVersions] = useState(() => loadVersions(rootId));
  const [folded, setFolded] = useState(() => foldedBefore.get(topId) ?? new Set<string>());
  const [replyingTo, setReplyingTo] = useState<string | null>(null);
  const [editing, setEditing] = useState<string | null>(null);

  const steady = useMemo(() => {
    const changeFolded = (edit: (ids: Set<string>) => void) =>
      setFolded((before) => {
        const ids = new Set(before);
        edit(ids);
        foldedBefore.set(topId, ids);
        return ids;
      });
    return {
      toggle: (id: string) => changeFolded((ids) => ids.delete(id) || ids.add(id)),
      unfold: (unfolded: readonly string[]) =>
        changeFolded((ids) => {
          for (const id of unfolded) ids.delete(id);
        }),
      reply: (id: string | null) => setReplyingTo(id),
      edit: (id: string | null) => setEditing(id),
      choose: (answer: Message, version: string) =>
        setVersions((before) => {
          const next = { ...before, [versionKey(answer.parent_id ?? "", setKeyOf(answer))]: version };
          save(`versions.${rootId}`, JSON.stringify(next));
          return next;
        }),
    };
  }, [rootId, topId]);

  return useMemo(
    () => ({ versions, scope: { ...steady, folded, replyingTo, editing } }),
    [steady, versions, folded, replyingTo, editing],
  );
}

function loadVersions(rootId: string): Versions {
  try {
    return JSON.parse(load(`versions.${rootId}`) ?? "{}") as Versions;
  } catch {
    return {};
  }
}
