import { useQuery } from "@tanstack/react-query";
import { useParams, useSearch } from "@tanstack/react-router";
import { lazy, Suspense } from "react";
import { ChatPage } from "@/features/chat";
import { conversationQuery } from "@/shared/api/conversation-cache";
import { ConversationActions } from "./conversation-actions";

const RoomPage = lazy(async () => ({ default: (await import("@/features/room")).RoomPage }));

/** The page of one conversation, in the form that its kind has. */
export function ConversationPage() {
  const { conversationId } = useParams({ from: "/member/chats/$conversationId" });
  const place = useSearch({ from: "/member/chats/$conversationId" });
  const { data: conversation, errorUpdateCount } = useQuery(conversationQuery(conversationId));
  const actions = <ConversationActions conversationId={conversationId} />;
  // One that cannot be had is shown by the page of a chat, which says so.
  if (!conversation && errorUpdateCount === 0) return null;
  if (conversation?.kind !== "group") return <ChatPage conversationId={conversationId} actions={actions} />;
  return (
    <Suspense>
      <RoomPage conversationId={conversationId} place={place} actions={actions} />
    </Suspense>
  );
}
