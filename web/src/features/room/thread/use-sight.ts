import { type RefObject, useCallback, useEffect, useMemo, useRef, useState } from "react";
import type { Message } from "@/shared/api/types";
import { isForeign } from "./fresh";
import { momentOf } from "./moment";
import { isAttended, useAttention } from "./use-attention";

interface Sight {
  /** The newest whole message that was seen; null before any was. */
  readonly newest: Message | null;
  /** New messages that were not seen yet, oldest first. */
  readonly missed: readonly string[];
  /** Tells when a message comes into sight; returns how to stop. */
  watch(element: HTMLElement): () => void;
}

interface Watched {
  messages: readonly Message[];
  reader: string;
  /** What was new when one came. */
  fresh: ReadonlySet<string>;
  /** When one came, by the server's clock. */
  opened: number;
}

/** Knows which messages were in sight while somebody looked at the page. */
export function useSight(
  scroller: RefObject<HTMLElement | null>,
  { messages, reader, fresh, opened }: Watched,
): Sight {
  const [seen, setSeen] = useState<ReadonlySet<string>>(() => new Set());
  const visible = useRef(new Set<string>());
  const observer = useRef<IntersectionObserver | null>(null);
  const attentive = useAttention();

  const see = useCallback(() => {
    if (!isAttended()) return;
    const now = visible.current;
    setSeen((before) => ([...now].every((id) => before.has(id)) ? before : new Set([...before, ...now])));
  }, []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: who comes back sees what is in sight
  useEffect(see, [attentive, see]);
  useEffect(() => () => observer.current?.disconnect(), []);

  const watch = useCallback(
    (element: HTMLElement) => {
      observer.current ??= new IntersectionObserver(
        (entries) => {
          for (const { target, isIntersecting } of entries) {
            const id = (target as HTMLElement).dataset.messageId ?? "";
            if (isIntersecting) visible.current.add(id);
            else visible.current.delete(id);
          }
          see();
        },
        { root: scroller.current },
      );
      const watching = observer.current;
      watching.observe(element);
      return () => {
        watching.unobserve(element);
        visible.current.delete(element.dataset.messageId ?? "");
      };
    },
    [scroller, see],
  );

  const newest = useMemo(
    () =>
      messages.reduce<Message | null>((best, message) => {
        const counts = seen.has(message.id) && message.status !== "streaming";
        return counts && (!best || momentOf(message) > momentOf(best)) ? message : best;
      }, null),
    [messages, seen],
  );
  const missed = useMemo(
    () =>
      messages
        .filter((m) => !seen.has(m.id) && isForeign(m, reader) && (momentOf(m) > opened || fresh.has(m.id)))
        .sort((a, b) => momentOf(a) - momentOf(b) || a.position - b.position)
        .map((message) => message.id),
    [messages, seen, reader, fresh, opened],
  );
  return { newest, missed, watch };
}
