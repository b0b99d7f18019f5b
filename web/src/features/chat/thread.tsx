import { ArrowDown } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import type { Message } from "@/shared/api/types";
import { t } from "@/shared/i18n";
import type { LiveConversation, View } from "@/shared/live/conversation";
import { Spinner } from "@/shared/ui/spinner";
import { AnswerMessage } from "./answer-message";
import { PendingMessage } from "./pending-message";
import { useThreadActions } from "./thread-actions";
import { useAnchor } from "./use-anchor";
import { useFollow } from "./use-follow";
import { UserMessage } from "./user-message";

interface Props {
  live: LiveConversation;
  view: View;
  busy: boolean;
}

/** Distance from the top, in pixels, at which older messages are fetched. */
const olderPx = 600;

export function Thread({ live, view, busy }: Props) {
  const scroller = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const scroll = useFollow(scroller, content);
  const actions = useThreadActions(live, scroll);
  useAnchor(
    scroller,
    view.line.map((message) => message.id),
  );

  // Sending goes to the end, wherever one was reading.
  const sent = view.outbox.at(-1)?.id;
  useEffect(() => {
    if (sent) scroll.follow();
  }, [sent, scroll.follow]);

  const missed = useMissed(view.line, scroll.following);
  const onScroll = () => {
    if (view.more && scroller.current && scroller.current.scrollTop < olderPx) void live.loadOlder();
  };
  const replaced = pendingPlace(view);
  const shown = replaced < 0 ? view.line : view.line.slice(0, replaced);
  return (
    <div className="relative min-h-0 flex-1">
      <div
        ref={scroller}
        onScroll={onScroll}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: the history must be scrollable by keyboard
        tabIndex={0}
        className="h-full overflow-y-auto overscroll-contain focus-visible:-outline-offset-2 [overflow-anchor:none]"
      >
        <div
          ref={content}
          role="log"
          aria-live="off"
          aria-label={t("thread.label")}
          className="relative mx-auto flex max-w-[46rem] flex-col gap-5 px-4 pb-8 pt-4 sm:px-6"
        >
          {/* Takes no room: what is being read must not move. */}
          {view.loadingOlder && <Spinner className="absolute start-1/2 top-1 -ms-2 size-4 text-faint" />}
          {shown.map((message, i) =>
            message.role === "user" ? (
              <UserMessage key={message.id} message={message} actions={actions} />
            ) : (
              <AnswerMessage
                key={message.id}
                message={message}
                growing={view.growing[message.id]}
                actions={actions}
                latest={i === shown.length - 1}
                busy={busy}
              />
            ),
          )}
          {view.outbox.map((out) => (
            <PendingMessage
              key={out.id}
              out={out}
              onRetry={() => live.resend(out.id)}
              onDiscard={() => live.discard(out.id)}
            />
          ))}
        </div>
      </div>
      <div className="pointer-events-none absolute inset-x-0 top-0 h-4 bg-linear-to-b from-bg to-transparent" />
      <div className="pointer-events-none absolute inset-x-0 bottom-0 h-6 bg-linear-to-t from-bg to-transparent" />
      {!scroll.following && scroll.behind && (
        <div className="pointer-events-none absolute inset-x-0 bottom-3 flex justify-center">
          <button
            type="button"
            onClick={scroll.follow}
            className="pointer-events-auto flex h-9 animate-rise items-center gap-2 rounded-full bg-surface px-3.5 text-[0.8125rem] font-medium shadow-pop hoverable:hover:bg-hover"
          >
            <ArrowDown className="size-4 text-muted" aria-hidden />
            {missed > 0 ? t("thread.jumpNew", { count: missed }) : t("thread.jump")}
          </button>
        </div>
      )}
    </div>
  );
}

/** Where a message on its way stands in the line, when it replaces what is there (-1: at the end). */
function pendingPlace(view: View): number {
  const out = view.outbox[0];
  if (!out) return -1;
  if (out.parentId === undefined) return view.more ? -1 : 0;
  const parent = view.line.findIndex((message) => message.id === out.parentId);
  return parent < 0 ? -1 : parent + 1;
}

/** How many messages came since the reader left the end. */
function useMissed(line: readonly Message[], following: boolean): number {
  const last = line.at(-1)?.id;
  const [seen, setSeen] = useState(last);
  if (following && seen !== last) setSeen(last);
  const at = line.findIndex((message) => message.id === seen);
  return at < 0 ? 0 : line.length - 1 - at;
}
