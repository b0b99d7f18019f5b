import { client, unwrap } from "./client";
import type { PresenceStatus } from "./types";

/** Tells the others whether the person is there. */
export async function sendPresence(status: PresenceStatus): Promise<void> {
  await unwrap(client.POST("/api/presence/heartbeat", { body: { status } }));
}
