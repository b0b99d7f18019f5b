import { client, unwrap } from "./client";
import type { Chunk, Conversation, Line, Message, Posted } from "./types";

export interface ConversationPage {
  conversations: Conversation[];
  next_after?: string;
}

/** Which conversations a list shows. */
export const listFilters = ["all", "chat", "group", "archived"] as const;
export type ListFilter = (typeof listFilters)[number];

export type ConversationPatch = {
  title?: string;
  /** null = the server's default. */
  model_id?: string | null;
  assistant_mode?: Conversation["assistant_mode"];
  system_prompt?: string;
  active_leaf?: string;
  archived?: boolean;
};

export interface NewGroup {
  title: string;
  assistantMode: Conversation["assistant_mode"];
  modelId?: string | undefined;
  /** Has the message answered whatever the conversation's assistant mode says. */
  answered?: boolean;
}

export interface Outgoing {
  content: string;
  requestId: string;
  modelId?: string | undefined;
  /** Has the message answered whatever the conversation's assistant mode says. */
  answered?: boolean;
}

const byId = (id: string) => ({ params: { path: { conversation_id: id } } });
const byMessage = (id: string) => ({ params: { path: { message_id: id } } });

export function listConversations(filter: ListFilter, after: string | null): Promise<ConversationPage> {
  const query = {
    limit: 60,
    ...(after && { after }),
    ...((filter === "chat" || filter === "group") && { kind: filter }),
    ...(filter === "archived" && { archived: true }),
  };
  return unwrap(client.GET("/api/conversations", { params: { query } }));
}

export function getConversation(id: string): Promise<Conversation> {
  return unwrap(client.GET("/api/conversations/{conversation_id}", byId(id)));
}

export async function createConversation(modelId: string | undefined): Promise<Conversation> {
  const body = { title: "New chat", ...(modelId && { model_id: modelId }) };
  const created = await unwrap(client.POST("/api/conversations", { body }));
  return created.conversation;
}

export async function createGroup(group: NewGroup): Promise<Conversation> {
  const body = {
    title: group.title,
    is_group: true,
    assistant_mode: group.assistantMode,
    ...(group.modelId && { model_id: group.modelId }),
  };
  const created = await unwrap(client.POST("/api/conversations", { body }));
  return created.conversation;
}

export function updateConversation(id: string, patch: ConversationPatch): Promise<Conversation> {
  return unwrap(client.PATCH("/api/conversations/{conversation_id}", { ...byId(id), body: patch }));
}

export async function deleteConversation(id: string): Promise<void> {
  await unwrap(client.DELETE("/api/conversations/{conversation_id}", byId(id)));
}

export function restoreConversation(id: string): Promise<Conversation> {
  return unwrap(client.POST("/api/conversations/{conversation_id}/restore", byId(id)));
}

export async function stopConversation(id: string): Promise<void> {
  await unwrap(client.POST("/api/conversations/{conversation_id}/stop", byId(id)));
}

const pageSize = 60;

export function getLine(id: string, before?: string): Promise<Line> {
  const query = { limit: pageSize, ...(before && { before }) };
  return unwrap(
    client.GET("/api/conversations/{conversation_id}/messages", {
      params: { path: { conversation_id: id }, query },
    }),
  );
}

/** Posts below a message, or as a new root of the conversation. */
export function postMessage(
  conversationId: string,
  parentId: string | undefined,
  out: Outgoing,
): Promise<Posted> {
  const body = {
    content: out.content,
    request_id: out.requestId,
    ...(out.modelId && { model_id: out.modelId }),
    ...(out.answered && { role: "assistant" as const }),
  };
  if (parentId)
    return unwrap(client.POST("/api/messages/{message_id}/reply", { ...byMessage(parentId), body }));
  return unwrap(
    client.POST("/api/threads/{conversation_id}/root", {
      params: { path: { conversation_id: conversationId } },
      body,
    }),
  );
}

export async function regenerateMessage(
  id: string,
  wish: { modelId?: string | undefined; instruction?: string | undefined; requestId: string },
): Promise<Message> {
  const body = {
    request_id: wish.requestId,
    ...(wish.modelId && { model_id: wish.modelId }),
    ...(wish.instruction && { instruction: wish.instruction }),
  };
  const answer = await unwrap(
    client.POST("/api/messages/{message_id}/regenerate", { ...byMessage(id), body }),
  );
  return answer.message;
}

export async function editMessage(id: string, content: string): Promise<void> {
  await unwrap(client.POST("/api/messages/{message_id}/edit", { ...byMessage(id), body: { content } }));
}

export async function deleteMessage(id: string): Promise<void> {
  await unwrap(client.POST("/api/messages/{message_id}/delete", { ...byMessage(id), body: {} }));
}

export async function restoreMessage(id: string): Promise<void> {
  await unwrap(client.POST("/api/messages/{message_id}/restore", byMessage(id)));
}

export function getChunks(id: string, from: number): Promise<Chunk[]> {
  return unwrap(
    client.GET("/api/messages/{message_id}/chunks", {
      params: { path: { message_id: id }, query: { from, limit: 500 } },
    }),
  );
}

export async function markRead(rootId: string): Promise<void> {
  await unwrap(
    client.POST("/api/threads/{root_id}/read", {
      params: { path: { root_id: rootId } },
      body: {},
      keepalive: true, // also when the page is left at once
    }),
  );
}
