import { useQuery } from "@tanstack/react-query";
import { getAncestry } from "@/shared/api/threads";
import type { LiveRoom } from "./live/room";
import type { Place } from "./place";
import { topFor } from "./thread/fold";

/** The part of a thread that is shown. */
export interface ShownPlace {
  readonly rootId: string;
  /** The message at the top of the view. */
  readonly topId: string;
  /** The message that an address leads to. */
  readonly targetId: string | null;
}

/**
 * Finds what an address means. For a message it asks for the line above it:
 * the message may be too deep for the view of its whole thread.
 */
export function usePlace(room: LiveRoom, place: Place): ShownPlace | null {
  const { data: line, isPending } = useQuery({
    queryKey: ["ancestry", room.id, place.message],
    queryFn: () => getAncestry(room.id, place.message ?? ""),
    enabled: place.message !== undefined && place.from === undefined,
    // Where a message stands never changes.
    staleTime: Number.POSITIVE_INFINITY,
  });
  const target = place.message ?? null;
  if (place.thread && place.from) return { rootId: place.thread, topId: place.from, targetId: target };
  const root = line?.[0]?.id ?? place.thread;
  if (!root || (place.message !== undefined && isPending)) return null;
  return { rootId: root, topId: (line && topFor(line)?.id) ?? root, targetId: target };
}
