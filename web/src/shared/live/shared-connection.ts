/**
 * One connection for each stream in a browser, however many tabs read it:
 * HTTP/1.1 allows six connections to a server, and the seventh tab would hang.
 * The tab that holds the lock reads the stream and passes every event on; when
 * it closes, the next one takes over from its own position.
 *
 * A tab in the background lets the connection go after a while and resumes
 * when it is looked at again, unless the stream is wanted there, too. Where
 * locks are missing (plain HTTP outside localhost) every visible tab has a
 * connection of its own.
 */
import { type ConnectionOptions, type Link, openConnection } from "./connection";
import type { StreamEvent } from "./state";

const hiddenGraceMs = 20_000;

export interface SharedOptions extends ConnectionOptions {
  /** Tells this stream from others of the browser. */
  name: string;
  /** Whether one tab goes on reading while none is looked at. */
  inBackground: boolean;
}

type Note = { kind: "event"; event: StreamEvent } | { kind: "link"; link: Link };

export function shareConnection(options: SharedOptions): () => void {
  const channel =
    typeof BroadcastChannel === "function" ? new BroadcastChannel(lockName(options.name)) : null;
  const locked = channel !== null && "locks" in navigator && Boolean(navigator.locks);
  const connect = locked ? lockedConnection : openConnection;
  const stays = locked && options.inBackground;
  let release: (() => void) | null = null;
  let grace: ReturnType<typeof setTimeout> | undefined;

  channel?.addEventListener("message", (message: MessageEvent<Note>) => {
    const note = message.data;
    if (note.kind === "event") options.onEvent(note.event);
    else options.onLink(note.link);
  });

  const hold = () => {
    release ??= connect(options, channel);
  };
  const letGo = () => {
    release?.();
    release = null;
  };
  const onVisibility = () => {
    clearTimeout(grace);
    if (stays || document.visibilityState === "visible") hold();
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

function lockName(stream: string): string {
  return `rustygpt.live.${stream}`;
}

function lockedConnection(options: SharedOptions, channel: BroadcastChannel | null): () => void {
  const waiting = new AbortController();
  let close: (() => void) | null = null;
  const tell = (note: Note) => {
    // The channel may be closed while the last event is on its way.
    if (!waiting.signal.aborted) channel?.postMessage(note);
  };
  navigator.locks
    .request(lockName(options.name), { signal: waiting.signal }, () => {
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
