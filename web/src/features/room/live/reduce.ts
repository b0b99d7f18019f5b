/**
 * The one place where the events of a room become what people see of it. It is
 * pure, and an event that arrives twice changes nothing the second time.
 */
import type { components } from "@/shared/api/schema.gen";
import type { Conversation, Message } from "@/shared/api/types";
import { withEnd } from "@/shared/live/ending";
import type { StreamEvent } from "@/shared/live/state";
import type { Done, RoomInput, RoomNews, RoomState, RoomStep, Tree } from "./state";
import * as lists from "./threads";
import * as trees from "./trees";
import { stillTyping, typed } from "./typing";

type Schemas = components["schemas"];

export function reduceRoom(state: RoomState, input: RoomInput): RoomStep {
  switch (input.kind) {
    case "position":
      return only({ ...state, position: Math.max(state.position, input.position) });
    case "anew":
      return only({ ...state, answering: {} });
    case "threads":
      return only({
        ...state,
        threads: lists.withPage(state.threads, input.page, input.part),
        nextThreads: input.part === "top" ? state.nextThreads : input.page.next,
      });
    case "unread":
      return only({ ...state, unread: input.unread });
    case "tree":
      return only(withTree(state, input.top, input.tree, input.others));
    case "again":
      return only({
        ...state,
        trees: input.isNew ? trees.insert(state.trees, input.message) : updated(state, input.message),
      });
    case "listed":
      return only(listed(state, input.event));
    case "below": {
      const tree = state.trees[input.top];
      if (!tree) return only(state);
      const grown = { ...state.trees, [input.top]: trees.append(tree, input.part) };
      return only(withAnswering({ ...state, trees: grown }, input.part.messages));
    }
    case "posted":
      return input.messages.reduce<RoomStep>(
        (step, message) => merge(step, added(step.state, message)),
        only(state),
      );
    case "event":
      return onEvent(state, input.event, input.now);
    case "done":
      return onDone(state, input.done);
    case "quiet":
      return only({ ...state, typists: stillTyping(state.typists, input.now) });
  }
}

function only(state: RoomState, news: readonly RoomNews[] = []): RoomStep {
  return { state, news };
}

function merge(first: RoomStep, second: RoomStep): RoomStep {
  return { state: second.state, news: [...first.news, ...second.news] };
}

function onEvent(before: RoomState, event: StreamEvent, now: number): RoomStep {
  const stale = event.position > 0 && event.position <= before.position;
  if (stale) return only(before);
  const state = event.position > 0 ? { ...before, position: event.position } : before;
  const payload = event.payload as never;
  switch (event.type) {
    case "thread.new":
      return onThread(state, payload);
    case "thread.activity":
      return onActivity(state, payload);
    case "message.new":
      return added(state, (payload as Schemas["MessagePayload"]).message);
    case "message.updated":
      return onUpdated(state, (payload as Schemas["MessagePayload"]).message);
    case "unread.update":
      return onUnread(state, payload);
    case "typing.update":
      return only({ ...state, typists: typed(state.typists, payload, now) });
    case "conversation.updated":
      return only(state, [{ kind: "conversation", change: settingsIn(payload) }]);
    case "membership.changed":
      return only(state, [{ kind: "membership", payload }]);
    default:
      return only(state);
  }
}

/** Applies to the lists what they may not know yet; what they know changes nothing. */
function listed(state: RoomState, event: StreamEvent): RoomState {
  const payload = event.payload as never;
  switch (event.type) {
    case "thread.new":
      return onThread(state, payload).state;
    case "thread.activity":
      return onActivity(state, payload).state;
    case "message.new":
      return {
        ...state,
        threads: lists.withMessage(state.threads, (payload as Schemas["MessagePayload"]).message),
      };
    case "message.updated":
      return {
        ...state,
        threads: lists.withRoot(state.threads, (payload as Schemas["MessagePayload"]).message),
      };
    case "unread.update":
      return onUnread(state, payload).state;
    default:
      return state;
  }
}

function onThread(state: RoomState, { summary }: Schemas["ThreadNewPayload"]): RoomStep {
  return only({ ...state, threads: lists.withThread(state.threads, summary) });
}

function onActivity(state: RoomState, payload: Schemas["ThreadActivityPayload"]): RoomStep {
  const rootId = payload.root_id;
  if (!state.threads.some((entry) => entry.root_id === rootId))
    return only(state, [{ kind: "unlisted", rootId }]);
  return only({ ...state, threads: lists.withActivity(state.threads, rootId, payload.last_activity_at) });
}

function added(state: RoomState, message: Message): RoomStep {
  const next = {
    ...state,
    threads: lists.withMessage(state.threads, message),
    trees: trees.insert(state.trees, message),
    typists: state.typists.filter((typist) => typist.userId !== message.author_user_id),
  };
  return only(withAnswering(next, [message]), [{ kind: "added", message }]);
}

function onUpdated(state: RoomState, message: Message): RoomStep {
  return only({
    ...state,
    threads: lists.withRoot(state.threads, message),
    trees: updated(state, message),
  });
}

function updated(state: RoomState, message: Message): RoomState["trees"] {
  return trees.change(state.trees, message.id, (known) =>
    // A text that still grows is kept where it grows.
    message.status === "streaming" ? { ...message, content: known.content } : message,
  );
}

function withTree(state: RoomState, top: string, tree: Tree, others: number): RoomState {
  const { [top]: _, ...known } = state.trees;
  const kept = Object.entries(known).slice(-others);
  return withAnswering({ ...state, trees: { ...Object.fromEntries(kept), [top]: tree } }, tree.messages);
}

function onDone(before: RoomState, { position, payload, text }: Done): RoomStep {
  const { [payload.message_id]: _, ...answering } = before.answering;
  const state = { ...before, answering, position: Math.max(before.position, position) };
  const ended = text
    ? {
        ...state,
        trees: trees.change(state.trees, payload.message_id, (message) => withEnd(message, payload, text)),
      }
    : state;
  return only(ended, [{ kind: "finished", messageId: payload.message_id }]);
}

function onUnread(state: RoomState, payload: Schemas["UnreadPayload"]): RoomStep {
  const { root_id, unread, mentions = 0 } = payload;
  return only({ ...state, unread: { ...state.unread, [root_id]: { unread, mentions } } });
}

function withAnswering(state: RoomState, messages: readonly Message[]): RoomState {
  const running = messages.filter((message) => message.status === "streaming");
  if (running.length === 0) return state;
  const roots = Object.fromEntries(running.map((message) => [message.id, message.root_id]));
  return { ...state, answering: { ...state.answering, ...roots } };
}

function settingsIn(payload: Schemas["ConversationPayload"]): Partial<Conversation> {
  return {
    title: payload.title,
    assistant_mode: payload.assistant_mode as Conversation["assistant_mode"],
    system_prompt: payload.system_prompt,
    ...(payload.model_id && { model_id: payload.model_id }),
    ...(payload.archived_at && { archived_at: payload.archived_at }),
    ...(payload.deleted_at && { deleted_at: payload.deleted_at }),
  };
}
