import { useInfiniteQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { useEffect, useMemo, useRef, useState } from "react";
import { Virtualizer, type VirtualizerHandle } from "virtua";
import { allConversations, conversationsQuery } from "@/shared/api/conversation-cache";
import { type ListFilter, listFilters } from "@/shared/api/conversations";
import { asProblem } from "@/shared/api/problem";
import { t } from "@/shared/i18n";
import { load, save } from "@/shared/lib/storage";
import { Button } from "@/shared/ui/button";
import { ConversationRow } from "./conversation-row";
import { toRows } from "./groups";
import { FilterBar } from "./list-filter";
import type { OpenLayer } from "./open-layer";
import { useCalmOrder } from "./use-calm-order";

export function ConversationList({ onOpen }: { onOpen: OpenLayer }) {
  const [filter, setFilter] = useState(storedFilter);
  const choose = (next: ListFilter) => {
    setFilter(next);
    save("filter", next === "all" ? null : next);
  };
  return (
    <>
      <FilterBar value={filter} onChange={choose} />
      <List key={filter} filter={filter} onOpen={onOpen} />
    </>
  );
}

function storedFilter(): ListFilter {
  return listFilters.find((filter) => filter === load("filter")) ?? "all";
}

/** Rows from the end at which the next page is fetched. */
const ahead = 20;

function List({ filter, onOpen }: { filter: ListFilter; onOpen: OpenLayer }) {
  const { data, error, isPending, hasNextPage, isFetchingNextPage, fetchNextPage, refetch } =
    useInfiniteQuery(conversationsQuery(filter));
  const current = useParams({ strict: false }).conversationId;
  const scroller = useRef<HTMLDivElement>(null);
  const list = useRef<VirtualizerHandle>(null);
  const newest = useMemo(() => allConversations(data, filter), [data, filter]);
  const conversations = useCalmOrder(newest, scroller);
  const rows = toRows(conversations, new Date());

  const fetchAhead = () => {
    if (!hasNextPage || isFetchingNextPage) return;
    const handle = list.current;
    const shown = handle ? handle.findItemIndex(handle.scrollOffset + handle.viewportSize) : 0;
    if (shown > rows.length - ahead) void fetchNextPage();
  };
  // A page may be shorter than the window is high.
  // biome-ignore lint/correctness/useExhaustiveDependencies: after every page that arrived
  useEffect(fetchAhead, [data]);

  return (
    <div ref={scroller} className="min-h-0 flex-1 overflow-y-auto overscroll-contain px-2.5 pb-3">
      {isPending && <Skeleton />}
      {error && conversations.length === 0 && (
        <div role="alert" className="flex flex-col items-start gap-3 px-2 py-4 text-sm text-muted">
          {asProblem(error).message}
          <Button size="sm" onClick={() => void refetch()}>
            {t("action.retry")}
          </Button>
        </div>
      )}
      {data && conversations.length === 0 && !hasNextPage && (
        <p className="px-2 py-4 text-sm text-muted">{t(`chats.empty.${filter}`)}</p>
      )}
      {rows.length > 0 && (
        <Virtualizer ref={list} scrollRef={scroller} as="ul" item="li" onScroll={fetchAhead}>
          {rows.map((row) =>
            row.kind === "heading" ? (
              <h2 key={row.age} className="px-2 pb-1 pt-4 text-xs font-medium text-muted">
                {t(`age.${row.age}`)}
              </h2>
            ) : (
              <ConversationRow
                key={row.conversation.id}
                conversation={row.conversation}
                active={row.conversation.id === current}
                onOpen={onOpen}
              />
            ),
          )}
        </Virtualizer>
      )}
    </div>
  );
}

function Skeleton() {
  return (
    <div className="flex flex-col gap-2 px-2 py-4">
      <span className="sr-only">{t("loading")}</span>
      {["w-4/5", "w-3/5", "w-2/3", "w-1/2", "w-3/4"].map((width) => (
        <div key={width} className={`h-4 animate-pulse rounded bg-hover ${width}`} />
      ))}
    </div>
  );
}
