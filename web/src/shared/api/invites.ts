/** Invitations into conversations. */
import { queryOptions } from "@tanstack/react-query";
import { client, unwrap } from "./client";
import { queryClient } from "./query";
import type { AccountInvitePreview, Invite, InvitePreview, NewInvite, Role } from "./types";

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

/** An account as its owner fills the form in. */
export interface NewAccount {
  username: string;
  email: string;
  display_name: string;
  password: string;
}

function withoutBlanks({ email, display_name, ...others }: NewAccount) {
  return { ...others, ...(email && { email }), ...(display_name && { display_name }) };
}

/** Makes an account, signs it in and joins; returns the conversation. */
export async function signUp(token: string, account: NewAccount): Promise<string> {
  const body = { token, ...withoutBlanks(account) };
  const made = await unwrap(client.POST("/api/invites/sign-up", { body }));
  return made.conversation_id;
}

/** What an invitation to make an account is about; its token is forgotten with the page. */
export function accountInviteQuery(token: string) {
  return queryOptions({
    queryKey: ["account-invite", token],
    gcTime: 0,
    queryFn: (): Promise<AccountInvitePreview> =>
      unwrap(client.GET("/api/v1/account-invites/{token}", { params: { path: { token } } })),
  });
}

/** Makes an account and signs it in. */
export async function acceptAccountInvite(token: string, account: NewAccount): Promise<void> {
  await unwrap(
    client.POST("/api/v1/account-invites/{token}/accept", {
      params: { path: { token } },
      body: withoutBlanks(account),
    }),
  );
}
