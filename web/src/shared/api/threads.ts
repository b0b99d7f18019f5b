/** Threads of a group: their list, their trees and how far somebody has read. */
import { client, unwrap } from "./client";
import type { Message, ThreadSummary, ThreadUnread } from "./types";

const threadsPage = 50;

export interface ThreadPage {
  threads: ThreadSummary[];
  next: string | null;
}

export interface TreePart {
  messages: Message[];
  /** Where the next part begins; null when this was the last. */
  cursor: string | null;
}

const byConversation = (id: string) => ({ params: { path: { conversation_id: id } } });

export async function listThreads(conversationId: string, after: string | null): Promise<ThreadPage> {
  const page = await unwrap(
    client.GET("/api/conversations/{conversation_id}/threads", {
      params: {
        path: { conversation_id: conversationId },
        query: { limit: threadsPage, ...(after && { after }) },
      },
    }),
  );
  return { threads: page.threads, next: page.next_after ?? null };
}

export async function listUnread(conversationId: string): Promise<ThreadUnread[]> {
  const summary = await unwrap(
    client.GET("/api/conversations/{conversation_id}/unread", byConversation(conversationId)),
  );
  return summary.threads;
}

/** What follows a message in its thread, depth first; from the root when cursor is null. */
export async function getTree(rootId: string, cursor: string | null, limit: number): Promise<TreePart> {
  const page = await unwrap(
    client.GET("/api/threads/{root_id}/tree", {
      params: { path: { root_id: rootId }, query: { limit, ...(cursor && { cursor_path: cursor }) } },
    }),
  );
  return { messages: page.messages, cursor: page.next_cursor ?? null };
}

/** The line from the root of its thread to a message, which is the last. */
export async function getAncestry(conversationId: string, messageId: string): Promise<Message[]> {
  const line = await unwrap(
    client.GET("/api/conversations/{conversation_id}/messages", {
      params: { path: { conversation_id: conversationId }, query: { leaf: messageId, limit: 1000 } },
    }),
  );
  return line.messages;
}

/** Moves the reader's mark forward to the message with this path. */
export async function markReadTo(rootId: string, path: string): Promise<void> {
  await unwrap(
    client.POST("/api/threads/{root_id}/read", { params: { path: { root_id: rootId } }, body: { path } }),
  );
}

/** Ends one answer; the text so far stays. */
export async function cancelAnswer(messageId: string): Promise<void> {
  await unwrap(
    client.POST("/api/messages/{message_id}/cancel", { params: { path: { message_id: messageId } } }),
  );
}
