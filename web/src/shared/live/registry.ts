import { useEffect, useMemo, useSyncExternalStore } from "react";
import { onForget } from "@/shared/lib/forget";
import { LiveConversation, type View } from "./conversation";

/** Recently open conversations keep their state, so that going back is instant. */
const kept = new Map<string, LiveConversation>();
const maxKept = 12;

export function liveConversation(id: string): LiveConversation {
  const known = kept.get(id);
  if (known) {
    kept.delete(id);
    kept.set(id, known);
    return known;
  }
  const fresh = new LiveConversation(id);
  kept.set(id, fresh);
  for (const [oldId, old] of kept) {
    if (kept.size <= maxKept) break;
    old.close();
    kept.delete(oldId);
  }
  return fresh;
}

export function forgetConversation(id: string): void {
  kept.get(id)?.close();
  kept.delete(id);
}

onForget(() => {
  for (const id of [...kept.keys()]) forgetConversation(id);
});

export function useLiveConversation(id: string): { live: LiveConversation; view: View } {
  const live = useMemo(() => liveConversation(id), [id]);
  useEffect(() => live.open(), [live]);
  const view = useSyncExternalStore(live.subscribe, live.view);
  return { live, view };
}
