import { queryOptions, useQuery } from "@tanstack/react-query";
import { forgetPerson } from "@/shared/lib/forget";
import { forget } from "@/shared/lib/storage";
import { setTheme, type Theme } from "@/shared/lib/theme";
import { client, unwrap } from "./client";
import { cookie } from "./http";
import { sendPresence } from "./presence";
import { Problem } from "./problem";
import { queryClient } from "./query";
import type { Device, Profile, User } from "./types";

/** Who is signed in; null for nobody. */
export const sessionQuery = queryOptions({
  queryKey: ["session"],
  staleTime: Number.POSITIVE_INFINITY,
  queryFn: async (): Promise<User | null> => {
    // The cookie for scripts goes with the session's own: without it nobody is
    // signed in, and the server need not be asked.
    if (!cookie("CSRF-TOKEN")) return null;
    try {
      return signedIn((await unwrap(client.GET("/api/v1/auth/session"))).user);
    } catch (error) {
      if (error instanceof Problem && (error.status === 401 || error.status === 423)) return null;
      throw error;
    }
  },
});

function signedIn(user: User): User {
  setTheme(user.theme);
  return user;
}

export function useAccount(): User | null {
  return useQuery(sessionQuery).data ?? null;
}

export async function login(name: string, password: string): Promise<User> {
  const { user } = await unwrap(client.POST("/api/v1/auth/login", { body: { login: name, password } }));
  queryClient.setQueryData(sessionQuery.queryKey, signedIn(user));
  return user;
}

/** Somebody was signed in by other means than the login page. */
export async function refreshSession(): Promise<void> {
  await queryClient.fetchQuery({ ...sessionQuery, staleTime: 0 });
}

export async function logout(): Promise<void> {
  // Nobody is kept from leaving because the others could not be told.
  await sendPresence("offline").catch(() => undefined);
  await unwrap(client.POST("/api/v1/auth/logout"));
  forgetAccount();
}

/** Removes everything of the account from this page; drafts may be private too. */
export function forgetAccount(): void {
  forgetPerson();
  forget("draft.");
  queryClient.removeQueries({
    predicate: (query) => query.queryKey[0] !== "session" && query.queryKey[0] !== "server",
  });
  queryClient.setQueryData(sessionQuery.queryKey, null);
}

export async function changePassword(current: string, next: string): Promise<void> {
  await unwrap(
    client.PUT("/api/v1/auth/password", { body: { current_password: current, new_password: next } }),
  );
  queryClient.setQueryData(sessionQuery.queryKey, (user) => user && { ...user, must_change_password: false });
}

export async function saveTheme(theme: Theme): Promise<void> {
  setTheme(theme);
  const user = await unwrap(client.PUT("/api/v1/auth/preferences", { body: { theme } }));
  queryClient.setQueryData(sessionQuery.queryKey, user);
}

export const profileQuery = queryOptions({
  queryKey: ["profile"],
  queryFn: (): Promise<Profile> => unwrap(client.GET("/api/profile")),
});

/** Whether the account may change nothing on the whole server; undefined until it is known. */
export function useReadOnly(): boolean | undefined {
  return useQuery(profileQuery).data?.roles.includes("read_only");
}

/** Changes how the person is called; an empty address or display name = none. */
export async function updateProfile(
  patch: Partial<Record<"username" | "email" | "display_name", string>>,
): Promise<Profile> {
  const profile = await unwrap(client.PATCH("/api/profile", { body: patch }));
  queryClient.setQueryData(profileQuery.queryKey, profile);
  await refreshSession();
  return profile;
}

export const devicesQuery = queryOptions({
  queryKey: ["devices"],
  queryFn: async (): Promise<Device[]> => (await unwrap(client.GET("/api/auth/sessions"))).sessions,
});

export async function endSession(id: string): Promise<void> {
  await unwrap(client.DELETE("/api/auth/sessions/{id}", { params: { path: { id } } }));
  await queryClient.invalidateQueries({ queryKey: devicesQuery.queryKey });
}

/** Signs the account out everywhere but here. */
export async function endOtherSessions(): Promise<void> {
  await unwrap(client.DELETE("/api/auth/sessions"));
  await queryClient.invalidateQueries({ queryKey: devicesQuery.queryKey });
}
