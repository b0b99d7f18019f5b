/**
 * One connection for each stream in a browser, however many tabs read it:
 * HTTP/1.1 allows six connections to a server, and the seventh tab would hang.
 * The tab that is elected reads the stream and passes every event on; when it
 * closes, the next one takes over from its own position. A tab that joins may
 * have missed what the others heard before: the one that reads tells it how far
 * it has come.
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
  /** For a stream with positions whose reader does not read everything anew when it joins. */
  place?: Place;
}

interface Place {
  /** The position up to which this tab knows everything. */
  reached(): number;
  /** Others of the browser heard more than this tab before it joined them. */
  onBehind(): void;
}

type Note =
  | { kind: "event"; event: StreamEvent }
  | { kind: "link"; link: Link }
  | { kind: "joined" }
  | { kind: "reached"; position: number };

export function shareConnection(options: SharedOptions): () => void {
  const name = `live.${options.name}`;
  const channel =
    canElect() && typeof BroadcastChannel === "function" ? new BroadcastChannel(`rustygpt.${name}`) : null;
  const stays = channel !== null && options.inBackground;
  let release: (() => void) | null = null;
  let grace: ReturnType<typeof setTimeout> | undefined;

  // Until the tab that reads the stream has answered, what is heard of it may
  // come after something that was not.
  let joinedAt = options.place?.reached() ?? null;
  const othersReached = (position: number) => {
    const { place } = options;
    if (place && position > (joinedAt ?? place.reached())) place.onBehind();
    joinedAt = null;
  };
  channel?.addEventListener("message", (message: MessageEvent<Note>) => {
    const note = message.data;
    if (note.kind === "event") options.onEvent(note.event);
    else if (note.kind === "link") options.onLink(note.link);
    else if (note.kind === "reached") othersReached(note.position);
  });
  channel?.postMessage({ kind: "joined" } satisfies Note);

  const lead = (to: BroadcastChannel) => {
    // Nobody is left to answer: what was heard so far is what others had reached.
    if (options.place) othersReached(options.place.reached());
    return openForAll(options, to);
  };
  const hold = () => {
    release ??= channel ? elect(name, () => lead(channel)) : openConnection(options);
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

function openForAll(options: SharedOptions, channel: BroadcastChannel): () => void {
  let open = true;
  // Counted here: what the tab itself shows may lag behind what was passed on.
  let reached = options.place?.reached() ?? 0;
  const tell = (note: Note) => {
    // The last event may be on its way while the channel closes.
    if (open) channel.postMessage(note);
  };
  const tellPlace = () => options.place && tell({ kind: "reached", position: reached });
  const onNote = (message: MessageEvent<Note>) => message.data.kind === "joined" && tellPlace();
  channel.addEventListener("message", onNote);
  tellPlace();
  const disconnect = openConnection({
    ...options,
    onEvent: (event) => {
      reached = Math.max(reached, event.position);
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
    channel.removeEventListener("message", onNote);
    disconnect();
  };
}
