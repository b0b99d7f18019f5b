import { Link } from "@tanstack/react-router";
import { MessagesSquare, Plus } from "lucide-react";
import { type KeyboardEvent, useCallback, useEffect, useRef } from "react";
import { Virtualizer, type VirtualizerHandle } from "virtua";
import { t } from "@/shared/i18n";
import { Empty } from "@/shared/ui/empty";
import type { RoomView } from "../live/room";
import { useRoom } from "../room-context";
import { NewThreadComposer } from "./new-thread";
import { ThreadRow } from "./thread-row";

interface Props {
  view: RoomView;
  /** Root of the thread that is open. */
  current: string | null;
  wide: boolean;
}

/** Rows from the end at which the next page is fetched. */
const ahead = 15;

/** Where the list was when it was left, by room. */
const places = new Map<string, number>();

/** The threads of a room, newest activity first. */
export function ThreadList({ view, current, wide }: Props) {
  const { room, conversationId, canPost } = useRoom();
  const { threads } = view;
  const scroller = useRef<HTMLDivElement>(null);
  const list = useRef<VirtualizerHandle>(null);

  const onScroll = () => {
    const handle = list.current;
    if (!handle) return;
    places.set(conversationId, handle.scrollOffset);
    if (handle.findItemIndex(handle.scrollOffset + handle.viewportSize) > threads.length - ahead)
      void room.moreThreads().catch(() => undefined);
  };
  // A page may be shorter than the window is high.
  // biome-ignore lint/correctness/useExhaustiveDependencies: after every page that arrived
  useEffect(() => {
    if (view.nextThreads) onScroll();
  }, [threads.length]);
  useEffect(() => {
    const place = places.get(conversationId);
    if (place && scroller.current) scroller.current.scrollTop = place;
  }, [conversationId]);

  const ids = useRef<readonly string[]>([]);
  ids.current = threads.map((entry) => entry.root_id);
  const onKeyDown = useCallback((event: KeyboardEvent<HTMLElement>) => {
    const to = rowAfter(event, ids.current);
    if (to === null) return;
    event.preventDefault();
    list.current?.scrollToIndex(to, { align: "nearest" });
    focusRow(scroller.current, ids.current[to] ?? "");
  }, []);

  return (
    <section
      aria-label={t("threads.title")}
      className={
        wide
          ? "flex w-[19.5rem] shrink-0 flex-col border-e border-line xl:w-88"
          : "flex min-w-0 flex-1 flex-col"
      }
    >
      <div className="flex h-11 shrink-0 items-center justify-between ps-4 pe-2.5">
        <h2 className="text-sm font-semibold">{t("threads.title")}</h2>
        {wide && canPost && (
          <Link
            to="/chats/$conversationId"
            params={{ conversationId }}
            search={{}}
            className="inline-flex h-8 items-center gap-1.5 rounded-lg px-2.5 text-[0.8125rem] font-medium text-accent-text hoverable:hover:bg-hover"
          >
            <Plus className="size-4" aria-hidden />
            {t("thread.newShort")}
          </Link>
        )}
      </div>
      <div ref={scroller} className="min-h-0 flex-1 overflow-y-auto overscroll-contain px-2 pb-3">
        {threads.length === 0 &&
          (wide ? (
            <p className="px-2 py-1 text-sm text-muted">{t("threads.empty")}</p>
          ) : (
            <div className="py-14">
              <Empty icon={MessagesSquare} title={t("threads.empty")} text={t("threads.emptyText")} />
            </div>
          ))}
        <Virtualizer ref={list} scrollRef={scroller} as="ul" item="li" onScroll={onScroll}>
          {threads.map((entry) => (
            <ThreadRow
              key={entry.root_id}
              entry={entry}
              unread={view.unread[entry.root_id]}
              typists={view.typists}
              answering={Object.values(view.answering).includes(entry.root_id)}
              active={entry.root_id === current}
              onKeyDown={onKeyDown}
            />
          ))}
        </Virtualizer>
      </div>
      {!wide && (
        <div className="safe-bottom px-3 pt-1">
          <NewThreadComposer outbox={view.outbox} takesFocus={false} />
        </div>
      )}
    </section>
  );
}

/** Focuses a row; one that was out of sight is drawn, and then made visible, within some frames. */
function focusRow(scroller: HTMLElement | null, id: string, frames = 30): void {
  const row = scroller?.querySelector<HTMLElement>(`[data-thread="${id}"]`);
  row?.focus();
  const focused = row && document.activeElement === row;
  if (!focused && frames > 0) requestAnimationFrame(() => focusRow(scroller, id, frames - 1));
}

/** Where arrow keys, Home and End lead from a row; null for other keys. */
function rowAfter(event: KeyboardEvent<HTMLElement>, ids: readonly string[]): number | null {
  const at = ids.indexOf(event.currentTarget.dataset.thread ?? "");
  const steps: Record<string, number> = {
    ArrowDown: at + 1,
    ArrowUp: at - 1,
    Home: 0,
    End: ids.length - 1,
  };
  const to = steps[event.key];
  return to === undefined || to < 0 || to >= ids.length ? null : to;
}
