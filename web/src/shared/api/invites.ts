/** Invitations into conversations. */
import { queryOptions } from "@tanstack/react-query";
import { client, unwrap } from "./client";
import { queryClient } from "./query";
import type { Invite, InvitePreview, NewInvite, Role } from "./types";

export function invitesQuery(conversationId: string) {
  return queryOptions({
    queryKey: ["invites", conversationId],
    queryFn: async (): Promise<Invite[]> =>
      (
        await unwrap(
          client.GET("/api/conversations/{conversation_id}/invites", {
            params: { path: { conversation_id: conversationId } },
          }),
        )
      ).invites,
  });
}

function refreshInvites(conversationId: string): Promise<void> {
  return queryClient.invalidateQueries({ queryKey: invitesQuery(conversationId).queryKey });
}

export async function createInvite(
  conversationId: string,
  invite: { email: string; role: Role; ttl_seconds: number },
): Promise<NewInvite> {
  const made = await unwrap(
    client.POST("/api/conversations/{conversation_id}/invites", {
      params: { path: { conversation_id: conversationId } },
      body: invite,
    }),
  );
  await refreshInvites(conversationId);
  return made;
}

export async function revokeInvite(conversationId: string, inviteId: string): Promise<void> {
  await unwrap(
    client.DELETE("/api/conversations/{conversation_id}/invites/{invite_id}", {
      params: { path: { conversation_id: conversationId, invite_id: inviteId } },
    }),
  );
  await refreshInvites(conversationId);
}

/** What an invitation leads to; its token is forgotten with the page. */
export function invitePreviewQuery(token: string) {
  return queryOptions({
    queryKey: ["invite", token],
    gcTime: 0,
    queryFn: (): Promise<InvitePreview> =>
      unwrap(client.GET("/api/invites/{token}", { params: { path: { token } } })),
  });
}

/** Joins; returns the conversation. */
export async function acceptInvite(token: string): Promise<string> {
  return (await unwrap(client.POST("/api/invites/accept", { body: { token } }))).conversation_id;
}

export interface SignUp {
  token: string;
  username: string;
  email: string;
  display_name: string;
  password: string;
}

/** Makes an account, signs it in and joins; returns the conversation. */
export async function signUp({ email, display_name, ...others }: SignUp): Promise<string> {
  const body = { ...others, ...(email && { email }), ...(display_name && { display_name }) };
  const made = await unwrap(client.POST("/api/invites/sign-up", { body }));
  return made.conversation_id;
}
