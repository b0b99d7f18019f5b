/**
 * A connection to an event stream that comes back by itself.
 *
 * It reads the stream with fetch rather than EventSource: fetch shows the
 * status (a lost login is not a lost network), lets a silent connection be
 * noticed through the server's heartbeat comments, and hands on headers.
 */
import { request } from "@/shared/api/http";
import { type Frame, readFrames } from "./sse";
import type { StreamEvent } from "./state";

export type Link = "connecting" | "open" | "waiting" | "offline" | "refused";

export interface ConnectionOptions {
  /** Path of the stream; asked again for every attempt, because a resume point moves on. */
  path(): string;
  onEvent(event: StreamEvent): void;
  onLink(link: Link): void;
}

/** The server sends a comment every 20 s; two missing ones mean a dead line. */
const silenceMs = 45_000;
const firstPauseMs = 500;
const longestPauseMs = 15_000;

export function openConnection(options: ConnectionOptions): () => void {
  const ended = new AbortController();
  void run(options, ended.signal);
  return () => ended.abort();
}

async function run(options: ConnectionOptions, ended: AbortSignal): Promise<void> {
  let failures = 0;
  while (!ended.aborted) {
    const attempt = new AbortController();
    const stop = () => attempt.abort();
    ended.addEventListener("abort", stop);
    try {
      options.onLink(failures === 0 ? "connecting" : "waiting");
      const outcome = await readOnce(options, attempt, () => {
        failures = 0;
      });
      if (outcome === "refused") {
        options.onLink("refused");
        return;
      }
    } catch {
      // The network failed or the line went silent: try again below.
    } finally {
      ended.removeEventListener("abort", stop);
    }
    if (ended.aborted) return;
    failures++;
    options.onLink(navigator.onLine ? "waiting" : "offline");
    await pause(failures, ended);
  }
}

async function readOnce(
  options: ConnectionOptions,
  attempt: AbortController,
  onOpen: () => void,
): Promise<"ended" | "refused"> {
  const response = await request(options.path(), {
    headers: { Accept: "text/event-stream" },
    signal: attempt.signal,
    cache: "no-store",
  });
  if (response.status === 401 || response.status === 403 || response.status === 404) return "refused";
  if (!response.ok || !response.body) throw new Error(`stream answered ${response.status}`);
  onOpen();
  options.onLink("open");
  let watchdog = setTimeout(() => attempt.abort(), silenceMs);
  try {
    await readFrames(response.body, (frame) => {
      clearTimeout(watchdog);
      watchdog = setTimeout(() => attempt.abort(), silenceMs);
      const event = frame && parseEvent(frame);
      if (event) options.onEvent(event);
    });
  } finally {
    clearTimeout(watchdog);
  }
  return "ended";
}

export function parseEvent(frame: Frame): StreamEvent | null {
  try {
    const envelope = JSON.parse(frame.data) as { type?: string; payload?: unknown };
    const position = Number(/^evt_(\d+)$/.exec(frame.id ?? "")?.[1] ?? 0);
    return { position, type: envelope.type ?? frame.event, payload: envelope.payload };
  } catch {
    return null; // not ours to understand
  }
}

/** Waits longer after each failure, and not at all once the network is back. */
function pause(failures: number, ended: AbortSignal): Promise<void> {
  const ceiling = Math.min(longestPauseMs, firstPauseMs * 2 ** (failures - 1));
  const wait = ceiling * (0.5 + Math.random() / 2);
  return new Promise((resolve) => {
    const finish = () => {
      clearTimeout(timer);
      removeEventListener("online", finish);
      ended.removeEventListener("abort", finish);
      resolve();
    };
    const timer = setTimeout(finish, wait);
    addEventListener("online", finish);
    ended.addEventListener("abort", finish);
  });
}
