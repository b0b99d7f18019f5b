import { useQuery } from "@tanstack/react-query";
import { useRouterState } from "@tanstack/react-router";
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
  /** The entry of the browser's history that this is; empty while the browser is on its way elsewhere. */
  readonly entry: string;
}

/**
 * Finds what an address means. For a message it asks for the line above it:
 * the message may be too deep for the view of its whole thread.
 */
export function usePlace(room: LiveRoom, place: Place): { shown: ShownPlace | null; pending: boolean } {
  const { data: line, isPending } = useQuery({
    queryKey: ["ancestry", room.id, place.message],
    queryFn: () => getAncestry(room.id, place.message ?? ""),
    enabled: place.message !== undefined && place.from === undefined,
    // Where a message stands never changes.
    staleTime: Number.POSITIVE_INFINITY,
  });
  const entry = useRouterState({
    select: ({ location }) => (isAt(location.search, place) ? (location.state.__TSR_key ?? "") : ""),
  });
  const targetId = place.message ?? null;
  const at = (rootId: string, topId: string) => ({
    shown: { rootId, topId, targetId, entry },
    pending: false,
  });
  if (place.thread && place.from) return at(place.thread, place.from);
  if (place.message !== undefined && isPending) return { shown: null, pending: true };
  const root = line?.[0]?.id ?? place.thread;
  return root ? at(root, (line && topFor(line)?.id) ?? root) : { shown: null, pending: false };
}

function isAt(search: Place, place: Place): boolean {
  return search.thread === place.thread && search.message === place.message && search.from === place.from;
}
