/**
 * The one place where events become the conversation people see. It is pure,
 * and applying an event twice is the same as applying it once: events carry a
 * position, chunks of text an index.
 */
import type { Line, Message } from "@/shared/api/types";
import { type DeltaPayload, pieceOf } from "./delta";
import { type DonePayload, withEnd } from "./ending";
import { addPiece, startGrowing } from "./growing";
import type { GrowingText, Input, LiveState, News, Step, StreamEvent, Wish } from "./state";

export function reduce(state: LiveState, input: Input): Step {
  switch (input.kind) {
    case "snapshot":
      return fromSnapshot(state, input.line);
    case "older":
      return withOlder(state, input.line);
    case "chunks":
      return withChunks(state, input.messageId, input.chunks);
    case "posted":
      return input.messages.reduce<Step>(
        (step, message) => merge(step, added(step.state, message)),
        only(state),
      );
    case "event":
      return onEvent(state, input.event);
  }
}

function only(state: LiveState, wishes: readonly Wish[] = [], news: readonly News[] = []): Step {
  return { state, wishes, news };
}

function merge(first: Step, second: Step): Step {
  return {
    state: second.state,
    wishes: [...first.wishes, ...second.wishes],
    news: [...first.news, ...second.news],
  };
}

/* Snapshots */

function fromSnapshot(state: LiveState, line: Line): Step {
  const growing: Record<string, GrowingText> = {};
  for (const message of line.messages) {
    if (message.status !== "streaming") continue;
    const fresh = startGrowing(message);
    const known = state.growing[message.id];
    // The live text may be ahead of a snapshot that was read earlier.
    growing[message.id] = known && known.next >= fresh.next ? known : withEarly(fresh, known);
  }
  const older = olderPart(state, line);
  return only({
    position: line.position,
    line: [...older, ...line.messages],
    more: older.length > 0 ? state.more : line.more,
    growing,
  });
}

function withEarly(fresh: GrowingText, known: GrowingText | undefined): GrowingText {
  return (known?.early ?? []).reduce(addPiece, fresh);
}

/** What was loaded above the snapshot's first message and still belongs there. */
function olderPart(state: LiveState, line: Line): readonly Message[] {
  const first = line.messages[0];
  if (!first || !line.more) return [];
  const at = state.line.findIndex((m) => m.id === first.id);
  return at > 0 ? state.line.slice(0, at) : [];
}

function withOlder(state: LiveState, line: Line): Step {
  const first = state.line[0];
  const last = line.messages.at(-1);
  // The branch may have been switched while the page was under way.
  if (!first || !last || first.parent_id !== last.id) return only(state);
  return only({ ...state, line: [...line.messages, ...state.line], more: line.more });
}

/* Events */

function onEvent(state: LiveState, event: StreamEvent): Step {
  const stale = event.position > 0 && event.position <= state.position;
  const moved = event.position > state.position ? { ...state, position: event.position } : state;
  // Deltas are checked by chunk index instead: a piece may be missing from a
  // text although the position has moved on.
  if (event.type === "message.delta") return onDelta(moved, event.payload as DeltaPayload);
  if (event.type === "error") return onError(moved, event.payload as ErrorPayload);
  if (stale) return only(state);
  switch (event.type) {
    case "message.new":
      return added(moved, (event.payload as MessagePayload).message);
    case "message.updated":
      return updated(moved, (event.payload as MessagePayload).message);
    case "message.done":
      return done(moved, event.payload as DonePayload);
    case "unread.update":
      return only(moved, [], [{ kind: "unread", unread: (event.payload as UnreadPayload).unread }]);
    case "conversation.updated":
      return conversationUpdated(moved, event.payload as ConversationPayload);
    default:
      return only(moved);
  }
}

interface MessagePayload {
  message: Message;
}

/** A chat is one thread, so its count is the conversation's. */
interface UnreadPayload {
  unread: number;
}

interface ErrorPayload {
  code: string;
}

interface ConversationPayload {
  title: string;
  assistant_mode: "auto" | "mention" | "off";
  system_prompt: string;
  model_id?: string;
  active_leaf?: string;
  archived_at?: string;
  deleted_at?: string;
}

function added(state: LiveState, message: Message): Step {
  if (state.line.some((m) => m.id === message.id)) return only(state);
  const place = placeOf(state, message);
  // On a branch that is not shown (or above what is loaded).
  if (place < 0) return only(state);
  const replaced = state.line[place];
  const siblings = replaced && (replaced.sibling_ids ?? [replaced.id]);
  const entry =
    siblings && !message.sibling_ids ? { ...message, sibling_ids: [...siblings, message.id] } : message;
  const line = [...state.line.slice(0, place), entry];
  const growing =
    message.status === "streaming"
      ? { ...state.growing, [message.id]: startGrowing(message) }
      : state.growing;
  return only({ ...state, line, growing }, [], [{ kind: "added", message: entry }]);
}

/** Index in the line at which a new message stands, -1 for none. */
function placeOf(state: LiveState, message: Message): number {
  if (!message.parent_id) return state.more ? -1 : 0;
  const parent = state.line.findIndex((m) => m.id === message.parent_id);
  return parent < 0 ? -1 : parent + 1;
}

function replace(state: LiveState, id: string, change: (m: Message) => Message): LiveState {
  const at = state.line.findIndex((m) => m.id === id);
  const known = state.line[at];
  if (!known) return state;
  return { ...state, line: state.line.with(at, change(known)) };
}

function updated(state: LiveState, message: Message): Step {
  const growing = state.growing[message.id];
  return only(
    replace(state, message.id, (known) => ({
      ...message,
      ...(known.sibling_ids && { sibling_ids: known.sibling_ids }),
      // A text that still grows is kept where it grows.
      ...(growing && message.status === "streaming" && { content: known.content }),
    })),
  );
}

function onDelta(state: LiveState, payload: DeltaPayload): Step {
  const text = state.growing[payload.message_id];
  const piece = text && pieceOf(payload);
  if (!piece) return only(state);
  const next = addPiece(text, piece);
  const opensGap = next !== text && piece.index > text.next && text.early.length === 0;
  return only(
    next === text ? state : { ...state, growing: { ...state.growing, [payload.message_id]: next } },
    opensGap ? [{ kind: "chunks", messageId: payload.message_id, from: text.next }] : [],
  );
}

function withChunks(
  state: LiveState,
  messageId: string,
  chunks: readonly { idx: number; content: string; reasoning?: string }[],
): Step {
  const text = state.growing[messageId];
  if (!text) return only(state);
  const next = chunks.reduce<GrowingText>(
    (grown, c) => addPiece(grown, { index: c.idx, content: c.content, reasoning: c.reasoning ?? "" }),
    text,
  );
  // The log does not have what is missing (it may be kept for running answers
  // only): the snapshot has the whole text.
  if (next.next === text.next) return only(state, [{ kind: "snapshot" }]);
  const grown = { ...state, growing: { ...state.growing, [messageId]: next } };
  return only(grown, next.early.length > 0 ? [{ kind: "chunks", messageId, from: next.next }] : []);
}

function done(state: LiveState, payload: DonePayload): Step {
  const { [payload.message_id]: text, ...others } = state.growing;
  const finished: News = { kind: "finished", messageId: payload.message_id };
  if (!text) return only(state, [], [finished]);
  const ended = replace({ ...state, growing: others }, payload.message_id, (m) => withEnd(m, payload, text));
  // Some of the text never arrived: the snapshot has it, and it is final now.
  return only(ended, text.next < payload.chunks ? [{ kind: "snapshot" }] : [], [finished]);
}

function conversationUpdated(state: LiveState, payload: ConversationPayload): Step {
  const leaf = payload.active_leaf;
  const shown = state.line.at(-1)?.id;
  const elsewhere = leaf !== undefined && leaf !== shown;
  const change = {
    title: payload.title,
    assistant_mode: payload.assistant_mode,
    system_prompt: payload.system_prompt,
    ...(payload.model_id && { model_id: payload.model_id }),
    ...(leaf && { active_leaf: leaf }),
    ...(payload.archived_at && { archived_at: payload.archived_at }),
    ...(payload.deleted_at && { deleted_at: payload.deleted_at }),
  };
  return only(state, elsewhere ? [{ kind: "snapshot" }] : [], [{ kind: "conversation", change }]);
}

function onError(state: LiveState, payload: ErrorPayload): Step {
  // Failures of one answer come with its message.done as well.
  return only(state, payload.code === "replay_gap" ? [{ kind: "snapshot" }] : []);
}
