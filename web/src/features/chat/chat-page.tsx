import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useEffect } from "react";
import { announce } from "@/shared/a11y/announce";
import { useTitle } from "@/shared/a11y/use-title";
import {
  conversationQuery,
  patchCached,
  putCached,
  refreshConversations,
} from "@/shared/api/conversation-cache";
import { markRead, updateConversation } from "@/shared/api/conversations";
import { modelsQuery } from "@/shared/api/models";
import { asProblem } from "@/shared/api/problem";
import { useServerName } from "@/shared/api/server";
import type { Model } from "@/shared/api/types";
import { Composer } from "@/shared/composer/composer";
import { t } from "@/shared/i18n";
import { useVisible } from "@/shared/lib/media";
import type { LiveConversation, View } from "@/shared/live/conversation";
import { useLiveConversation } from "@/shared/live/registry";
import { ConnectionBanner } from "@/shared/ui/connection-banner";
import { PageHeader } from "@/shared/ui/page-header";
import { toast } from "@/shared/ui/toast";
import { stop } from "./actions";
import { ChatFailure, ChatSkeleton } from "./chat-states";
import { ModelPicker } from "./model-picker";
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
  useNews(live);
  useReadMark(view, conversation?.unread ?? 0, id);
  useStopKey(busy, id);

  const chooseModel = async (model: Model) => {
    patchCached(id, { model_id: model.id });
    try {
      putCached(await updateConversation(id, { model_id: model.id }));
    } catch (error) {
      if (conversation) putCached(conversation);
      toast(asProblem(error).message);
    }
  };

  const noModel = models?.length === 0 ? t("composer.noModel") : null;
  return (
    <>
      <PageHeader title={title}>
        {conversation && actions}
        <NewChatLink />
      </PageHeader>
      <div className="relative flex min-h-0 flex-1 flex-col">
        <ConnectionBanner link={view.link} />
        {view.phase === "loading" && <ChatSkeleton />}
        {view.phase === "failed" && <ChatFailure problem={view.problem} onRetry={() => void live.retry()} />}
        {view.phase === "ready" && (
          <>
            <Thread live={live} view={view} busy={busy} />
            <div className="safe-bottom mx-auto w-full max-w-[46rem] px-3 sm:px-5">
              <Composer
                draftKey={id}
                generating={busy}
                blocked={noModel}
                onSend={(text) => live.send(text, undefined)}
                onStop={() => void stop(id)}
              >
                <ModelPicker modelId={conversation?.model_id} onChoose={chooseModel} />
              </Composer>
            </div>
          </>
        )}
      </div>
    </>
  );
}

/** Passes what happened in the conversation on to the list and to screen readers. */
function useNews(live: LiveConversation): void {
  useEffect(
    () =>
      live.onNews((news) => {
        if (news.kind === "conversation") patchCached(live.id, news.change);
        if (news.kind === "finished") {
          patchCached(live.id, { generating: false });
          announce(t("announce.finished"));
        }
        if (news.kind === "unread") patchCached(live.id, { unread: news.unread });
        if (news.kind === "added") {
          if (news.message.status === "streaming") patchCached(live.id, { generating: true });
          if (news.message.role === "user") void refreshConversations();
        }
      }),
    [live],
  );
}

/** Marks the conversation read while it is looked at. */
function useReadMark(view: View, unread: number, id: string): void {
  const visible = useVisible();
  const root = view.line[0]?.root_id;
  useEffect(() => {
    if (!root || unread === 0 || !visible) return;
    markRead(root).then(
      () => patchCached(id, { unread: 0 }),
      () => undefined, // it stays marked as unread, which is true enough
    );
  }, [root, unread, visible, id]);
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
