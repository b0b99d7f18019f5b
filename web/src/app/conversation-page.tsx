import { useParams } from "@tanstack/react-router";
import { ChatPage } from "@/features/chat";
import { ConversationActions } from "./conversation-actions";

/** The page of one conversation, in the form that its kind has. */
export function ConversationPage() {
  const { conversationId } = useParams({ from: "/member/chats/$conversationId" });
  const actions = <ConversationActions conversationId={conversationId} />;
  return <ChatPage conversationId={conversationId} actions={actions} />;
}
