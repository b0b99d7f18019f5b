/** Who is in a conversation, and whether they are there. */
import { queryOptions } from "@tanstack/react-query";
import { client, unwrap } from "./client";
import { queryClient } from "./query";
import type { Participant, PresenceStatus, Role } from "./types";

const byId = (id: string) => ({ params: { path: { conversation_id: id } } });

export function participantsQuery(conversationId: string) {
  return queryOptions({
    queryKey: ["participants", conversationId],
    queryFn: async (): Promise<Participant[]> =>
      (await unwrap(client.GET("/api/conversations/{conversation_id}/participants", byId(conversationId))))
        .participants,
  });
}

/** Lets somebody in, or gives somebody who is in another role. */
export async function addParticipant(
  conversationId: string,
  who: { user_id: string; role: Role } | { username: string; role: Role },
): Promise<void> {
  await unwrap(
    client.POST("/api/conversations/{conversation_id}/participants", { ...byId(conversationId), body: who }),
  );
  await refreshParticipants(conversationId);
}

/** Oneself = leave. */
export async function removeParticipant(conversationId: string, userId: string): Promise<void> {
  await unwrap(
    client.DELETE("/api/conversations/{conversation_id}/participants/{user_id}", {
      params: { path: { conversation_id: conversationId, user_id: userId } },
    }),
  );
}

export function refreshParticipants(conversationId: string): Promise<void> {
  return queryClient.invalidateQueries({ queryKey: participantsQuery(conversationId).queryKey });
}

/** Somebody came, went or is away: in every conversation that they are known from. */
export function putPresence(userId: string, presence: PresenceStatus, lastSeenAt: string): void {
  queryClient.setQueriesData<Participant[]>({ queryKey: ["participants"] }, (people) =>
    people?.map((person) =>
      person.user_id === userId ? { ...person, presence, last_seen_at: lastSeenAt } : person,
    ),
  );
}
