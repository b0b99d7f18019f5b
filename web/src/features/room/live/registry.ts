import { useEffect, useMemo, useSyncExternalStore } from "react";
import { onForget } from "@/shared/lib/forget";
import type { GrowingText } from "@/shared/live/state";
import { LiveRoom, type RoomView } from "./room";

/** Recently open rooms keep their state, so that going back is instant. */
const kept = new Map<string, LiveRoom>();
const maxKept = 6;

function liveRoom(id: string, accountId: string): LiveRoom {
  const room = kept.get(id) ?? new LiveRoom(id, accountId);
  kept.delete(id);
  kept.set(id, room);
  for (const [oldId, old] of kept) {
    if (kept.size <= maxKept) break;
    old.close();
    kept.delete(oldId);
  }
  return room;
}

onForget(() => {
  for (const room of kept.values()) room.close();
  kept.clear();
});

export function useLiveRoom(id: string, accountId: string): { room: LiveRoom; view: RoomView } {
  const room = useMemo(() => liveRoom(id, accountId), [id, accountId]);
  useEffect(() => room.open(), [room]);
  const view = useSyncExternalStore(room.subscribe, room.view);
  return { room, view };
}

/** The text of one answer while it grows. */
export function useGrowing(room: LiveRoom, messageId: string): GrowingText | undefined {
  const subscribe = useMemo(
    () => (listener: () => void) => room.growing.subscribe(messageId, listener),
    [room, messageId],
  );
  return useSyncExternalStore(subscribe, () => room.growing.get(messageId));
}
