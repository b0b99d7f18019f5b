import { queryOptions, useQuery } from "@tanstack/react-query";
import { forgetPerson } from "@/shared/lib/forget";
import { forget, load, save } from "@/shared/lib/storage";
import { currentTheme, setTheme, type Theme } from "@/shared/lib/theme";
import { client, unwrap } from "./client";
import { cookie, type Loss } from "./http";
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

/** Holds the id of the account whose theme was chosen here without the server having confirmed it. */
const unsavedTheme = "theme.unsaved";

function signedIn(user: User): User {
  // A choice that was on its way when the page was left is made again.
  if (load(unsavedTheme) === user.id) void sendTheme(user.id, currentTheme()).catch(() => undefined);
  else setTheme(user.theme);
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

/** Nobody who signs out here need be told that they are signed out. */
let leaving = false;
let loss: Loss | null = null;

export async function logout(): Promise<void> {
  // Nobody is kept from leaving because the others could not be told.
  await sendPresence("offline").catch(() => undefined);
  leaving = true;
  try {
    await unwrap(client.POST("/api/v1/auth/logout"));
    forgetAccount();
  } finally {
    leaving = false;
  }
}

/** The login is gone, though nobody signed out here. */
export function loseAccount(why: Loss): void {
  loss = leaving ? null : why;
  forgetAccount();
}

/** Why nobody is signed in any more; null when that is as they wished. It is told once. */
export function takeLoss(): Loss | null {
  const why = loss;
  loss = null;
  return why;
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
  const id = queryClient.getQueryData(sessionQuery.queryKey)?.id;
  if (id) await sendTheme(id, theme);
}

let sending: Promise<unknown> = Promise.resolve();

/** Sends one choice after the other, so that the last one stays. */
async function sendTheme(id: string, theme: Theme): Promise<void> {
  save(unsavedTheme, id);
  const sent = sending.then(() => putTheme(theme));
  sending = sent.catch(() => undefined);
  await sent;
}

async function putTheme(theme: Theme): Promise<void> {
  // Without an answer this throws, and the next page tries again.
  const answer = await client.PUT("/api/v1/auth/preferences", { body: { theme }, keepalive: true });
  if (currentTheme() === theme) save(unsavedTheme, null);
  queryClient.setQueryData(sessionQuery.queryKey, await unwrap(Promise.resolve(answer)));
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
