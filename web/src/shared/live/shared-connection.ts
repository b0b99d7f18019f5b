/**
 * One connection for each conversation in a browser, however many tabs show
 * it: HTTP/1.1 allows six connections to a server, and the seventh tab would
 * hang. The tab that holds the lock reads the stream and passes every event on;
 * when it closes, the next one resumes from its own position.
 *
 * A tab in the background lets the connection go after a while and resumes
 * when it is looked at again. Where locks are missing (plain HTTP outside
 * localhost) every visible tab has a connection of its own.
 */
import { type ConnectionOptions, type Link, openConnection } from "./connection";
import type { StreamEvent } from "./state";

const hiddenGraceMs = 20_000;

type Note = { kind: "event"; event: StreamEvent } | { kind: "link"; link: Link };

export function shareConnection(options: ConnectionOptions): () => void {
  const channel =
    typeof BroadcastChannel === "function"
      ? new BroadcastChannel(`rustygpt.live.${options.conversationId}`)
      : null;
  const leader = channel && "locks" in navigator && navigator.locks ? lockedConnection : plainConnection;
  let release: (() => void) | null = null;
  let grace: ReturnType<typeof setTimeout> | undefined;

  channel?.addEventListener("message", (message: MessageEvent<Note>) => {
    const note = message.data;
    if (note.kind === "event") options.onEvent(note.event);
    else options.onLink(note.link);
  });

  const hold = () => {
    release ??= leader(options, channel);
  };
  const letGo = () => {
    release?.();
    release = null;
  };
  const onVisibility = () => {
    clearTimeout(grace);
    if (document.visibilityState === "visible") hold();
    else grace = setTimeout(letGo, hiddenGraceMs);
  };
  document.addEventListener("visibilitychange", onVisibility);
  onVisibility();
  if (document.visibilityState !== "visible") hold();

  return () => {
    clearTimeout(grace);
    document.removeEventListener("visibilitychange", onVisibility);
    letGo();
    channel?.close();
  };
}

function plainConnection(options: ConnectionOptions): () => void {
  return openConnection(options);
}

function lockedConnection(options: ConnectionOptions, channel: BroadcastChannel | null): () => void {
  const waiting = new AbortController();
  let close: (() => void) | null = null;
  const tell = (note: Note) => {
    // The channel may be closed while the last event is on its way.
    if (!waiting.signal.aborted) channel?.postMessage(note);
  };
  navigator.locks
    .request(`rustygpt.live.${options.conversationId}`, { signal: waiting.signal }, () => {
      return new Promise<void>((free) => {
        const disconnect = openConnection({
          ...options,
          onEvent: (event) => {
            options.onEvent(event);
            tell({ kind: "event", event });
          },
          onLink: (link) => {
            options.onLink(link);
            tell({ kind: "link", link });
          },
        });
        close = () => {
          disconnect();
          free();
        };
      });
    })
    .catch(() => undefined); // stopped waiting for the lock
  return () => {
    close?.();
    waiting.abort();
  };
}
