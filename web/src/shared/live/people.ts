/** What the events of an open conversation say about the people in it. */
import { putPresence, refreshParticipants } from "@/shared/api/participants";
import type { PresenceStatus } from "@/shared/api/types";
import type { StreamEvent } from "./state";

interface PresencePayload {
  user_id: string;
  status: PresenceStatus;
  last_seen_at: string;
}

export function takePeopleEvent(event: StreamEvent): void {
  if (event.type === "presence.update") {
    const { user_id, status, last_seen_at } = event.payload as PresencePayload;
    putPresence(user_id, status, last_seen_at);
  }
  if (event.type === "membership.changed") {
    // Names are not in the event.
    void refreshParticipants((event.payload as { conversation_id: string }).conversation_id);
  }
}
