import { useMemo, useRef, useState } from "react";
import type { Message } from "@/shared/api/types";
import { t } from "@/shared/i18n";
import { serverNow } from "@/shared/lib/server-clock";
import { Spinner } from "@/shared/ui/spinner";
import { ReadOnlyNote } from "../composer/read-only-note";
import { RoomComposer } from "../composer/room-composer";
import type { RoomView } from "../live/room";
import type { Tree } from "../live/state";
import { ThreadContext, useRoom } from "../room-context";
import type { ShownPlace } from "../use-place";
import { Branch } from "./branch";
import { type Branch as BranchOf, fold, shownIn, type Versions } from "./fold";
import { Jump } from "./jump";
import { TypingLine } from "./typing-line";
import { useAnnouncements } from "./use-announcements";
import { useFresh } from "./use-fresh";
import { useReadMark } from "./use-read-mark";
import { useReveal } from "./use-reveal";
import { useScrollPlace } from "./use-scroll-place";
import { useSight } from "./use-sight";
import { useThreadState } from "./use-thread-state";

interface Props {
  view: RoomView;
  tree: Tree;
  place: ShownPlace;
  wide: boolean;
}

/** Distance from the end, in pixels, at which more of a long thread is read. */
const aheadPx = 1_200;

/** The messages of a thread and the composer below them. */
export function ThreadBody({ view, tree, place, wide }: Props) {
  const { room, accountId, canPost } = useRoom();
  const { rootId, topId, targetId } = place;
  const scroller = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const field = useRef<HTMLTextAreaElement>(null);

  const state = useThreadState(place);
  const branch = useFolded(tree.messages, state.versions);
  const unread = view.unread[rootId]?.unread ?? 0;
  const [opened] = useState(serverNow);
  const fresh = useFresh({ messages: tree.messages, branch, reader: accountId, unread, opened });
  const scroll = useScrollPlace(scroller, content, {
    view: topId,
    entry: place.entry,
    opening: targetId ?? fresh.line,
    // Of a long thread the end is not there yet.
    beginsAtEnd: tree.cursor === null,
  });
  const sight = useSight(scroller, {
    messages: tree.messages,
    reader: accountId,
    fresh: fresh.ids,
    opened,
  });
  const reveal = useReveal(scroller, tree, state, targetId);
  useReadMark(rootId, sight.newest, unread);
  useAnnouncements(room, tree);

  const onScroll = () => {
    const element = scroller.current;
    if (!element || tree.cursor === null) return;
    if (element.scrollHeight - element.scrollTop - element.clientHeight < aheadPx)
      void room.moreOfTree(topId).catch(() => undefined);
  };
  const scope = useMemo(
    () => ({
      ...state.scope,
      // The composer below is for the top.
      reply: (id: string | null) => (id === topId ? field.current?.focus() : state.scope.reply(id)),
      rootId,
      topId,
      target: targetId,
      fresh: fresh.ids,
      line: fresh.line,
      watch: sight.watch,
    }),
    [state.scope, rootId, topId, targetId, fresh.ids, fresh.line, sight.watch],
  );
  const editLast = () => {
    const own = branch
      ? [...shownIn(branch)].filter((m) => m.author_user_id === accountId && !m.deleted_at)
      : [];
    const last = own.sort((a, b) => b.position - a.position)[0];
    if (last) state.scope.edit(last.id);
  };
  const send = async (text: string) => {
    scroll.toEnd();
    await room.sending.send(text, topId);
  };
  if (!branch) return null;
  const top = branch.message;
  return (
    <ThreadContext.Provider value={scope}>
      <div className="relative min-h-0 flex-1">
        <div
          ref={scroller}
          onScroll={onScroll}
          // biome-ignore lint/a11y/noNoninteractiveTabindex: the thread must be scrollable by keyboard
          tabIndex={0}
          className="h-full overflow-y-auto overscroll-contain focus-visible:-outline-offset-2 [overflow-anchor:none]"
        >
          <div
            ref={content}
            role="log"
            aria-live="off"
            aria-label={t("thread.label")}
            className="mx-auto max-w-[56rem] px-4 pb-8 pt-4 sm:px-6"
          >
            <Branch branch={branch} outbox={view.outbox} />
            {tree.cursor !== null && (
              <p className="flex justify-center pt-6 text-faint">
                <Spinner className="size-4" />
                <span className="sr-only">{t("loading")}</span>
              </p>
            )}
          </div>
        </div>
        <div className="pointer-events-none absolute inset-x-0 bottom-0 h-5 bg-linear-to-t from-bg to-transparent" />
        {!scroll.atEnd && (
          <Jump
            missed={sight.missed.length}
            onJump={() => {
              const newest = sight.missed.at(-1);
              if (newest) reveal(newest);
              else scroll.toEnd();
            }}
          />
        )}
      </div>
      <div className="safe-bottom mx-auto w-full max-w-[56rem] px-3 sm:px-5">
        <TypingLine typists={view.typists} rootId={rootId} />
        {canPost ? (
          <RoomComposer
            key={topId}
            parentId={topId}
            rootId={rootId}
            label={t("reply.field")}
            placeholder={t(top.parent_id ? "reply.toBranch" : "reply.toThread")}
            takesFocus={wide && targetId === null}
            onSend={(text) => void send(text)}
            onUp={editLast}
            fieldRef={field}
          />
        ) : (
          <ReadOnlyNote />
        )}
      </div>
    </ThreadContext.Provider>
  );
}

/** The tree that is drawn; what did not change in it stays the same. */
function useFolded(messages: readonly Message[], versions: Versions): BranchOf | null {
  const before = useRef<BranchOf | null>(null);
  const branch = useMemo(() => fold(messages, versions, before.current), [messages, versions]);
  before.current = branch;
  return branch;
}
