import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { announce } from "@/shared/a11y/announce";
import { useTitle } from "@/shared/a11y/use-title";
import { conversationQuery, patchCached } from "@/shared/api/conversation-cache";
import { markRead } from "@/shared/api/conversations";
import { modelsQuery } from "@/shared/api/models";
import { useServerName } from "@/shared/api/server";
import { Composer } from "@/shared/composer/composer";
import { t } from "@/shared/i18n";
import { useVisible } from "@/shared/lib/media";
import type { LiveConversation, View } from "@/shared/live/conversation";
import { onFeedNews } from "@/shared/live/feed";
import { useLiveConversation } from "@/shared/live/registry";
import { ModelButton } from "@/shared/model-picker/model-button";
import { useModelChoice } from "@/shared/model-picker/use-model-choice";
import { ConnectionBanner } from "@/shared/ui/connection-banner";
import { PageHeader } from "@/shared/ui/page-header";
import { stop } from "./actions";
import { ChatFailure, ChatGone, ChatSkeleton } from "./chat-states";
import { NewChatLink } from "./new-chat-link";
import { Thread } from "./thread";

interface Props {
  conversationId: string;
  /** What the header offers beside the title. */
  actions: ReactNode;
}

export function ChatPage({ conversationId, actions }: Props) {
  // A fresh page for each conversation: scroll, focus and drafts are its own.
  return <Chat key={conversationId} id={conversationId} actions={actions} />;
}

function Chat({ id, actions }: { id: string; actions: ReactNode }) {
  const { live, view } = useLiveConversation(id);
  const { data: conversation } = useQuery(conversationQuery(id));
  const { data: models } = useQuery(modelsQuery);
  const title = conversation?.title ?? t(view.phase === "failed" ? "chat.gone" : "loading");
  useTitle(title, useServerName());

  const busy = view.line.some((message) => message.status === "streaming");
  const removed = useRemoved(id);
  const gone = removed ? "removed" : conversation?.deleted_at ? "deleted" : null;
  useAnnouncements(live);
  useReadMark(view, conversation?.unread ?? 0, id);
  useStopKey(busy, id);

  const { choose, choosing } = useModelChoice(id, conversation);
  const noModel = models?.length === 0 ? t("composer.noModel") : null;
  return (
    <>
      <PageHeader title={title}>
        {conversation && !gone && actions}
        <NewChatLink />
      </PageHeader>
      <div className="relative flex min-h-0 flex-1 flex-col">
        <ConnectionBanner link={view.link} />
        {view.phase === "loading" && <ChatSkeleton />}
        {view.phase === "failed" && <ChatFailure problem={view.problem} onRetry={() => void live.retry()} />}
        {view.phase === "ready" && gone && <ChatGone why={gone} id={id} />}
        {view.phase === "ready" && !gone && (
          <>
            <Thread live={live} view={view} busy={busy} />
            <div className="safe-bottom mx-auto w-full max-w-[46rem] px-3 sm:px-5">
              <Composer
                draftKey={id}
                generating={busy}
                blocked={noModel}
                // A message that is sent before the server knows of the choice names the model itself.
                onSend={(text) => live.send(text, choosing.current)}
                onStop={() => void stop(id)}
              >
                <ModelButton modelId={conversation?.model_id} onChoose={choose} />
              </Composer>
            </div>
          </>
        )}
      </div>
    </>
  );
}

/** Tells screen readers that an answer is whole. */
function useAnnouncements(live: LiveConversation): void {
  useEffect(
    () =>
      live.onNews((news) => {
        if (news.kind === "finished") announce(t("announce.finished"));
      }),
    [live],
  );
}

/** Marks the conversation read while it is looked at. */
function useReadMark(view: View, unread: number, id: string): void {
  const visible = useVisible();
  const root = view.line[0]?.root_id;
  const last = view.line.at(-1);
  const seen = `${last?.id} ${last?.status} ${unread}`;
  const marked = useRef("");
  useEffect(() => {
    // What is unread on a branch that is not shown stays so, and is not tried again and again.
    if (!root || unread === 0 || !visible || marked.current === seen) return;
    marked.current = seen;
    markRead(root).then(
      () => patchCached(id, { unread: 0 }),
      () => undefined, // it stays marked as unread, which is true enough
    );
  }, [root, unread, visible, id, seen]);
}

/** Whether the person was removed from the conversation while they looked at it. */
function useRemoved(id: string): boolean {
  const [removed, setRemoved] = useState(false);
  useEffect(
    () =>
      onFeedNews((news) => {
        if (news.kind === "removed" && news.conversationId === id) setRemoved(true);
      }),
    [id],
  );
  return removed;
}

/** Escape stops the answer, unless a layer above the page took the key. */
function useStopKey(busy: boolean, id: string): void {
  useEffect(() => {
    if (!busy) return;
    const onKey = (event: KeyboardEvent) => {
      if (event.key === "Escape" && !event.defaultPrevented && !event.isComposing) void stop(id);
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, [busy, id]);
}
