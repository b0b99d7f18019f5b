/**
 * What an event of the person's own stream means for the list of
 * conversations. It is pure. The events have no position, so it never counts
 * up or down: it takes over absolute values, and where there are none it asks
 * for the conversation to be read.
 */
import type { Conversation, MessageStatus } from "@/shared/api/types";
import type { StreamEvent } from "./state";

/** What the list knows of the conversation that an event is about. */
export interface Known {
  /** Undefined when it is not among the ones that were loaded. */
  readonly conversation: Conversation | undefined;
  /** Answers that are being written, as far as this window saw them begin. */
  readonly running: ReadonlySet<string>;
}

export interface Mention {
  readonly conversation_id: string;
  readonly title: string;
  readonly root_id: string;
  readonly message_id: string;
  readonly author_name: string;
  readonly excerpt: string;
}

export type FeedNews =
  | { readonly kind: "mention"; readonly mention: Mention }
  | { readonly kind: "removed"; readonly conversationId: string };

export interface FeedStep {
  readonly running: ReadonlySet<string>;
  /** The conversation as it is now; null when it leaves the list. */
  readonly conversation: Conversation | undefined | null;
  /** Whether to read the conversation, because the event does not say enough. */
  readonly read: boolean;
  readonly news: FeedNews | null;
}

interface SettingsPayload {
  title: string;
  assistant_mode: Conversation["assistant_mode"];
  system_prompt: string;
  model_id?: string;
  active_leaf?: string;
  is_group: boolean;
  archived_at?: string;
  deleted_at?: string;
}

interface Payloads {
  "conversation.new": { conversation: Conversation };
  "conversation.updated": SettingsPayload;
  "membership.changed": { conversation_id: string; action: string; role?: Conversation["role"] };
  "thread.activity": { last_activity_at: string };
  "unread.update": { unread: number; conversation_unread?: number };
  "generation.started": { message_id: string; status: MessageStatus };
  "generation.ended": { message_id: string; status: MessageStatus };
  mention: Mention;
}

/** The conversation that an event is about; null for what is not ours to understand. */
export function conversationOf(event: StreamEvent): string | null {
  const id = (event.payload as { conversation_id?: unknown } | undefined)?.conversation_id;
  return typeof id === "string" ? id : null;
}

export function onFeedEvent(known: Known, event: StreamEvent): FeedStep {
  const payload = <K extends keyof Payloads>() => event.payload as Payloads[K];
  switch (event.type) {
    case "conversation.new":
      return changed(known, payload<"conversation.new">().conversation);
    case "conversation.updated":
      return settings(known, payload<"conversation.updated">());
    case "membership.changed":
      return membership(known, payload<"membership.changed">());
    case "thread.activity":
      return patched(known, (c) => withActivity(c, payload<"thread.activity">().last_activity_at));
    case "unread.update":
      return unread(known, payload<"unread.update">());
    case "generation.started":
      return started(known, payload<"generation.started">().message_id);
    case "generation.ended":
      return ended(known, payload<"generation.ended">().message_id);
    case "mention":
      // How many there are now is not in the event.
      return { ...same(known), read: true, news: { kind: "mention", mention: payload<"mention">() } };
    default:
      return same(known);
  }
}

function same(known: Known): FeedStep {
  return { ...known, read: false, news: null };
}

function changed(known: Known, conversation: Conversation): FeedStep {
  return { ...same(known), conversation };
}

/** Changes what is known; what is not is read, because it belongs into the list now. */
function patched(known: Known, change: (conversation: Conversation) => Conversation): FeedStep {
  if (!known.conversation) return { ...same(known), read: true };
  return changed(known, change(known.conversation));
}

function settings(known: Known, payload: SettingsPayload): FeedStep {
  // What is unknown here and deleted there is nobody's business any more.
  if (!known.conversation && payload.deleted_at) return same(known);
  return patched(known, (conversation) => withSettings(conversation, payload));
}

function withSettings(conversation: Conversation, payload: SettingsPayload): Conversation {
  const { model_id: _, active_leaf: __, archived_at: ___, deleted_at: ____, ...kept } = conversation;
  return {
    ...kept,
    title: payload.title,
    assistant_mode: payload.assistant_mode,
    system_prompt: payload.system_prompt,
    is_group: payload.is_group,
    kind: payload.is_group ? "group" : "chat",
    ...(payload.model_id && { model_id: payload.model_id }),
    ...(payload.active_leaf && { active_leaf: payload.active_leaf }),
    ...(payload.archived_at && { archived_at: payload.archived_at }),
    ...(payload.deleted_at && { deleted_at: payload.deleted_at }),
  };
}

function withActivity(conversation: Conversation, at: string): Conversation {
  // Two events may come in either order.
  if (Date.parse(at) <= Date.parse(conversation.last_activity_at)) return conversation;
  return { ...conversation, last_activity_at: at };
}

function membership(known: Known, payload: Payloads["membership.changed"]): FeedStep {
  if (payload.action === "removed") {
    const news: FeedNews = { kind: "removed", conversationId: payload.conversation_id };
    return { running: new Set(), conversation: null, read: false, news };
  }
  const { role } = payload;
  return patched(known, (conversation) => (role ? { ...conversation, role } : conversation));
}

function unread(known: Known, payload: Payloads["unread.update"]): FeedStep {
  const count = payload.conversation_unread ?? payload.unread;
  const step = patched(known, (c) => ({ ...c, unread: count, ...(count === 0 && { mentions: 0 }) }));
  // One of several threads was read: the event tells of its mentions alone.
  const unsure = count > 0 && (known.conversation?.mentions ?? 0) > 0;
  return unsure ? { ...step, read: true } : step;
}

function started(known: Known, messageId: string): FeedStep {
  const running = new Set(known.running).add(messageId);
  return { ...patched(known, (c) => ({ ...c, generating: true })), running };
}

function ended(known: Known, messageId: string): FeedStep {
  const running = new Set(known.running);
  const seen = running.delete(messageId);
  const step = patched(known, (c) => ({ ...c, generating: running.size > 0 }));
  // It began before this window listened; others may have, too.
  return seen ? { ...step, running } : { ...step, running, read: true };
}
