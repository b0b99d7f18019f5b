import { useInfiniteQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { useEffect, useMemo, useRef } from "react";
import { Virtualizer, type VirtualizerHandle } from "virtua";
import { allConversations, conversationsQuery } from "@/shared/api/conversation-cache";
import { asProblem } from "@/shared/api/problem";
import { t } from "@/shared/i18n";
import { Button } from "@/shared/ui/button";
import { ConversationRow, type OpenLayer } from "./conversation-row";
import { toRows } from "./groups";

/** Rows from the end at which the next page is fetched. */
const ahead = 20;

export function ConversationList({ onOpen }: { onOpen: OpenLayer }) {
  const { data, error, isPending, hasNextPage, isFetchingNextPage, fetchNextPage, refetch } =
    useInfiniteQuery(conversationsQuery("all"));
  const current = useParams({ strict: false }).conversationId;
  const scroller = useRef<HTMLDivElement>(null);
  const list = useRef<VirtualizerHandle>(null);
  const conversations = useMemo(() => allConversations(data, "all"), [data]);
  const rows = toRows(conversations, new Date());

  const fetchAhead = () => {
    const handle = list.current;
    if (!handle || !hasNextPage || isFetchingNextPage) return;
    if (handle.findItemIndex(handle.scrollOffset + handle.viewportSize) > rows.length - ahead)
      void fetchNextPage();
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
      {data && conversations.length === 0 && (
        <p className="px-2 py-4 text-sm text-muted">{t("chats.empty")}</p>
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
