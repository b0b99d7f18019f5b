import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { client, unwrap } from "@/shared/api/client";
import type { AccountInvite, Belongings, Device, ListedUser, User } from "@/shared/api/types";

export const usersQuery = queryOptions({
  queryKey: ["people", "users"],
  queryFn: (): Promise<ListedUser[]> => unwrap(client.GET("/api/v1/admin/users")),
});

export const userSessionsQuery = (id: string) =>
  queryOptions({
    queryKey: ["people", "sessions", id],
    staleTime: 0,
    queryFn: async (): Promise<Device[]> =>
      (await unwrap(client.GET("/api/v1/admin/users/{id}/sessions", { params: { path: { id } } }))).sessions,
  });

/** What deleting an account is about. */
export const belongingsQuery = (id: string) =>
  queryOptions({
    queryKey: ["belongings", id],
    staleTime: 0,
    queryFn: (): Promise<Belongings> =>
      unwrap(client.GET("/api/v1/admin/users/{id}/belongings", { params: { path: { id } } })),
  });

export const accountInvitesQuery = queryOptions({
  queryKey: ["people", "invites"],
  queryFn: async (): Promise<AccountInvite[]> => (await unwrap(client.GET("/api/v1/admin/invites"))).invites,
});

export interface NewUser {
  username: string;
  display_name: string;
  email: string;
  password: string;
  role: User["role"];
}

export interface UserPatch {
  username?: string;
  display_name?: string;
  email?: string;
  role?: User["role"];
  disabled?: boolean;
  replacement_password?: string;
}

export interface NewInvite {
  role: User["role"];
  email: string;
  display_name: string;
  ttl_seconds: number;
}

/** What becomes of the chats of an account: null = they go with it. */
export type Heir = string | null;

/** A change, after which everything that administrators see of people is read again. */
function useRefreshed<I, O>(work: (input: I) => Promise<O>) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: work,
    onSuccess: () => queries.invalidateQueries({ queryKey: ["people"] }),
  });
}

export const useCreateUser = () =>
  useRefreshed(({ email, display_name, ...user }: NewUser) =>
    unwrap(
      client.POST("/api/v1/admin/users", {
        body: { ...user, ...(email && { email }), ...(display_name && { display_name }) },
      }),
    ),
  );

export const useUpdateUser = (id: string) =>
  useRefreshed((patch: UserPatch) =>
    unwrap(client.PATCH("/api/v1/admin/users/{id}", { params: { path: { id } }, body: patch })),
  );

export const useDeleteUser = (id: string) =>
  useRefreshed((heir: Heir) =>
    unwrap(
      client.DELETE("/api/v1/admin/users/{id}", {
        params: { path: { id }, query: heir ? { chats: "hand_over", to: heir } : { chats: "delete" } },
      }),
    ),
  );

export const useEndSession = (id: string) =>
  useRefreshed((sessionId: string) =>
    unwrap(
      client.DELETE("/api/v1/admin/users/{id}/sessions/{session_id}", {
        params: { path: { id, session_id: sessionId } },
      }),
    ),
  );

export const useEndSessions = (id: string) =>
  useRefreshed(() =>
    unwrap(client.DELETE("/api/v1/admin/users/{id}/sessions", { params: { path: { id } } })),
  );

export const useInvite = () =>
  useRefreshed(({ email, display_name, ...invite }: NewInvite) =>
    unwrap(
      client.POST("/api/v1/admin/invites", {
        body: { ...invite, ...(email && { email }), ...(display_name && { display_name }) },
      }),
    ),
  );

export const useRevokeInvite = () =>
  useRefreshed((id: string) =>
    unwrap(client.DELETE("/api/v1/admin/invites/{id}", { params: { path: { id } } })),
  );
