import { describe, expect, it } from "vitest";
import type { Conversation } from "@/shared/api/types";
import { makeConversation } from "@/testing/make";
import { conversationOf, type FeedStep, onFeedEvent } from "./feed-reduce";
import type { StreamEvent } from "./state";

const room = makeConversation({ kind: "group", is_group: true, unread: 2, mentions: 1 });

function event(type: string, payload: object = {}): StreamEvent {
  return { position: 0, type, payload: { conversation_id: "c1", ...payload } };
}

function fold(conversation: Conversation | undefined, ...events: StreamEvent[]): FeedStep {
  let step: FeedStep = { conversation, running: new Set(), read: false, news: null };
  for (const next of events)
    step = onFeedEvent({ conversation: step.conversation ?? undefined, running: step.running }, next);
  return step;
}

describe("unread messages", () => {
  it("are the ones of all threads together", () => {
    const step = fold(room, event("unread.update", { root_id: "m1", unread: 3, conversation_unread: 5 }));
    expect(step.conversation).toMatchObject({ unread: 5 });
  });

  it("end together with the mentions", () => {
    const step = fold(room, event("unread.update", { unread: 0, conversation_unread: 0 }));
    expect(step.conversation).toMatchObject({ unread: 0, mentions: 0 });
    expect(step.read).toBe(false);
  });

  it("are read again when it is not certain whether mentions are among them", () => {
    expect(fold(room, event("unread.update", { unread: 0, conversation_unread: 1 })).read).toBe(true);
    const calm = { ...room, mentions: 0 };
    expect(fold(calm, event("unread.update", { unread: 0, conversation_unread: 1 })).read).toBe(false);
  });
});

describe("answers", () => {
  const started = (id: string) => event("generation.started", { message_id: id, status: "streaming" });
  const ended = (id: string) => event("generation.ended", { message_id: id, status: "complete" });

  it("mark the conversation from the first that begins to the last that ends", () => {
    expect(fold(room, started("a"), started("b")).conversation).toMatchObject({ generating: true });
    expect(fold(room, started("a"), started("b"), ended("a")).conversation).toMatchObject({
      generating: true,
    });
    expect(fold(room, started("a"), started("b"), ended("a"), ended("b")).conversation).toMatchObject({
      generating: false,
    });
  });

  it("that are told of twice count once", () => {
    const step = fold(room, started("a"), started("a"), ended("a"));
    expect(step).toMatchObject({ conversation: { generating: false }, read: false });
  });

  it("that began unseen leave a doubt", () => {
    expect(fold({ ...room, generating: true }, ended("a")).read).toBe(true);
  });
});

describe("the list", () => {
  it("takes a new conversation", () => {
    const step = fold(undefined, event("conversation.new", { conversation: room }));
    expect(step).toMatchObject({ conversation: room, read: false });
  });

  it("reads what it has not loaded when something happens there", () => {
    for (const type of ["thread.activity", "conversation.updated", "unread.update", "generation.started"])
      expect(fold(undefined, event(type))).toMatchObject({ conversation: undefined, read: true });
  });

  it("orders by the newest activity, in whatever order it is told", () => {
    const at = (time: string) => event("thread.activity", { last_activity_at: time });
    const step = fold(room, at("2026-03-01T12:00:00.5Z"), at("2026-03-01T12:00:00Z"));
    expect(step.conversation).toMatchObject({ last_activity_at: "2026-03-01T12:00:00.5Z" });
  });

  it("loses a conversation that the person was removed from", () => {
    const step = fold(
      room,
      event("membership.changed", { user_id: "me", action: "removed", role: "member" }),
    );
    expect(step.conversation).toBeNull();
    expect(step.news).toEqual({ kind: "removed", conversationId: "c1" });
  });

  it("knows another role", () => {
    const step = fold(room, event("membership.changed", { action: "role_updated", role: "viewer" }));
    expect(step.conversation).toMatchObject({ role: "viewer", unread: 2 });
  });
});

describe("settings", () => {
  const settings = { title: "New", assistant_mode: "off", system_prompt: "", is_group: true };

  it("are taken over, with what was unset", () => {
    const before = { ...room, model_id: "m1", archived_at: "2026-01-01T00:00:00Z" };
    const { conversation } = fold(before, event("conversation.updated", settings));
    expect(conversation).toMatchObject({ title: "New", assistant_mode: "off", unread: 2 });
    expect(conversation).not.toHaveProperty("model_id");
    expect(conversation).not.toHaveProperty("archived_at");
  });

  it("of a conversation that was deleted are not asked for", () => {
    const deleted = { ...settings, deleted_at: "2026-03-01T12:00:00Z" };
    expect(fold(undefined, event("conversation.updated", deleted)).read).toBe(false);
    expect(fold(room, event("conversation.updated", deleted)).conversation).toMatchObject({
      deleted_at: "2026-03-01T12:00:00Z",
    });
  });

  it("make a group of a chat", () => {
    expect(fold(makeConversation(), event("conversation.updated", settings)).conversation).toMatchObject({
      kind: "group",
      is_group: true,
    });
  });
});

it("tells of a mention and asks how many there are now", () => {
  const mention = { title: "A room", root_id: "m1", message_id: "m2", author_name: "Bo", excerpt: "@ann hi" };
  const step = fold(room, event("mention", mention));
  expect(step.read).toBe(true);
  expect(step.news).toEqual({ kind: "mention", mention: { conversation_id: "c1", ...mention } });
});

it("leaves alone what it does not know", () => {
  expect(fold(room, event("something.else"))).toMatchObject({ conversation: room, read: false, news: null });
  expect(conversationOf({ position: 0, type: "error", payload: { code: "x" } })).toBeNull();
  expect(conversationOf({ position: 0, type: "error", payload: undefined })).toBeNull();
});
