import { useEffect, useRef } from "react";
import { markReadTo } from "@/shared/api/threads";
import type { Message } from "@/shared/api/types";
import { momentOf } from "./moment";
import { isAttended } from "./use-attention";

/** A pause in which more is read before the server is told. */
const pauseMs = 600;

/** Tells the server how far somebody has read, while there is something unread. */
export function useReadMark(rootId: string, newest: Message | null, unread: number): void {
  const told = useRef(0);
  useEffect(() => {
    if (!newest || unread === 0 || momentOf(newest) <= told.current) return;
    const timer = setTimeout(() => {
      if (!isAttended()) return;
      told.current = momentOf(newest);
      markReadTo(rootId, newest.path).catch(() => {
        // It stays unread, which is true enough; what is read next tells again.
        told.current = 0;
      });
    }, pauseMs);
    return () => clearTimeout(timer);
  }, [rootId, newest, unread]);
}
