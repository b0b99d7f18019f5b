import { client, unwrap } from "./client";

/** Tells the others in a thread that one types; 0 seconds = not any more. */
export async function sendTyping(conversationId: string, rootId: string, seconds: number): Promise<void> {
  await unwrap(
    client.POST("/api/typing", { body: { conversation_id: conversationId, root_id: rootId, seconds } }),
  );
}
