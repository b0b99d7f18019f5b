/** Who is in a conversation, and whether they are there. */
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { client, unwrap } from "./client";
import { queryClient } from "./query";
import type { Participant, PresenceStatus, Role } from "./types";

const byId = (id: string) => ({ params: { path: { conversation_id: id } } });

export function participantsQuery(conversationId: string) {
  return queryOptions({
    queryKey: ["participants", conversationId],
    queryFn: () => whileHeard(() => listParticipants(conversationId)),
  });
}

async function listParticipants(conversationId: string): Promise<Participant[]> {
  const path = "/api/conversations/{conversation_id}/participants";
  return (await unwrap(client.GET(path, byId(conversationId)))).participants;
}

/** How many authors the server tells of at once. */
const maxAuthors = 100;

/** Those authors of messages, none of them a participant, whose accounts were deleted. */
export function deletedQuery(conversationId: string, authors: readonly string[]) {
  const asked = authors.slice(0, maxAuthors);
  return queryOptions({
    queryKey: ["deleted-authors", conversationId, asked],
    enabled: asked.length > 0,
    placeholderData: keepPreviousData,
    queryFn: async (): Promise<ReadonlySet<string>> => {
      const params = { ...byId(conversationId).params, query: { authors: asked } };
      const found = await unwrap(client.GET("/api/conversations/{conversation_id}/participants", { params }));
      return new Set(found.deleted);
    },
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

type Presence = Pick<Participant, "presence" | "last_seen_at">;

/** Who came and went while lists are read, for each of these readings. */
const hearing = new Set<Map<string, Presence>>();

/** Reads a list, which may be of the time before what was heard meanwhile. */
async function whileHeard(read: () => Promise<Participant[]>): Promise<Participant[]> {
  const heard = new Map<string, Presence>();
  hearing.add(heard);
  try {
    return (await read()).map((person) => ({ ...person, ...heard.get(person.user_id) }));
  } finally {
    hearing.delete(heard);
  }
}

/** Somebody came, went or is away: in every conversation that they are known from. */
export function putPresence(userId: string, presence: PresenceStatus, lastSeenAt: string): void {
  const now: Presence = { presence, last_seen_at: lastSeenAt };
  for (const heard of hearing) heard.set(userId, now);
  queryClient.setQueriesData<Participant[]>({ queryKey: ["participants"] }, (people) =>
    people?.map((person) => (person.user_id === userId ? { ...person, ...now } : person)),
  );
}
