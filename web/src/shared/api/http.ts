/**
 * The way to the server: cookies, the CSRF header, and one refresh of the
 * login when it was refused. It knows nothing of pages; who wants to react to
 * a lost login listens.
 */

import { observeServerTime } from "@/shared/lib/server-clock";

const safeMethods = new Set(["GET", "HEAD", "OPTIONS"]);
/** Why a login is gone: it was ended from elsewhere, ran out, or the account may not be used. */
export type Loss = "ended" | "expired" | "disabled";

const lostListeners = new Set<(loss: Loss) => void>();
/** What came of a refresh: an answer is one that says nothing of the login, such as a fault of the server. */
type Renewal = "renewed" | Loss | Response;

let refreshing: Promise<Renewal> | null = null;

/** Calls back when the login is gone for good. */
export function onLoginLost(listener: (loss: Loss) => void): () => void {
  lostListeners.add(listener);
  return () => lostListeners.delete(listener);
}

export function cookie(name: string, all: string = document.cookie): string | null {
  for (const part of all.split("; ")) {
    const at = part.indexOf("=");
    if (part.slice(0, at) === name) return decodeURIComponent(part.slice(at + 1));
  }
  return null;
}

/** Reads the token afresh each time: the server may have rotated it in any answer. */
function withCsrf(request: Request): Request {
  const token = safeMethods.has(request.method) ? null : cookie("CSRF-TOKEN");
  if (token) request.headers.set("X-CSRF-TOKEN", token);
  return request;
}

/**
 * fetch, with the login refreshed once. Only answers that ask for a session
 * count as a lost login: a wrong password is a 401 too.
 */
export async function request(input: string | Request, init?: RequestInit): Promise<Response> {
  const target = typeof input === "string" ? new URL(input, location.origin) : input;
  const first = new Request(target, { credentials: "same-origin", ...init });
  const again = first.clone();
  const response = await fetch(withCsrf(first));
  observeServerTime(response);
  if (response.status !== 401 || !response.headers.has("WWW-Authenticate") || isAuthentication(first.url))
    return response;
  const renewal = await refresh();
  if (renewal === "renewed") return fetch(withCsrf(again));
  if (renewal instanceof Response) return renewal.clone();
  for (const listener of lostListeners) listener(renewal);
  return response;
}

function isAuthentication(url: string): boolean {
  return /\/auth\/(login|refresh|logout)$/.test(new URL(url).pathname);
}

/** Several refused requests share one refresh. It fails as fetch does when there is no network. */
function refresh(): Promise<Renewal> {
  refreshing ??= fetch(
    withCsrf(
      new Request(new URL("/api/auth/refresh", location.origin), {
        method: "POST",
        credentials: "same-origin",
      }),
    ),
  )
    .then((response): Renewal | Promise<Renewal> => {
      if (response.ok) return "renewed";
      return [401, 403, 423].includes(response.status) ? lossFrom(response) : response;
    })
    .finally(() => {
      refreshing = null;
    });
  return refreshing;
}

async function lossFrom(response: Response): Promise<Loss> {
  if (response.status === 423) return "disabled";
  const { code } = (await response.json().catch(() => ({}))) as { code?: string };
  return code === "session_expired" ? "expired" : "ended";
}
