/**
 * One connection for each stream in a browser, however many tabs read it:
 * HTTP/1.1 allows six connections to a server, and the seventh tab would hang.
 * The tab that is elected reads the stream and passes every event on; when it
 * closes, the next one takes over from its own position.
 *
 * A tab in the background lets the connection go after a while and resumes
 * when it is looked at again, unless the stream is wanted there, too. Where
 * tabs cannot elect one of them, every visible tab has a connection of its own.
 */
import { canElect, elect } from "@/shared/lib/election";
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
  const name = `live.${options.name}`;
  const channel =
    canElect() && typeof BroadcastChannel === "function" ? new BroadcastChannel(`rustygpt.${name}`) : null;
  const stays = channel !== null && options.inBackground;
  let release: (() => void) | null = null;
  let grace: ReturnType<typeof setTimeout> | undefined;

  channel?.addEventListener("message", (message: MessageEvent<Note>) => {
    const note = message.data;
    if (note.kind === "event") options.onEvent(note.event);
    else options.onLink(note.link);
  });

  const hold = () => {
    release ??= channel ? elect(name, () => openForAll(options, channel)) : openConnection(options);
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

function openForAll(options: ConnectionOptions, channel: BroadcastChannel): () => void {
  let open = true;
  const tell = (note: Note) => {
    // The last event may be on its way while the channel closes.
    if (open) channel.postMessage(note);
  };
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
  return () => {
    open = false;
    disconnect();
  };
}
