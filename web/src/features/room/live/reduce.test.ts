import { describe, expect, it } from "vitest";
import type { ThreadSummary } from "@/shared/api/types";
import type { StreamEvent } from "@/shared/live/state";
import { events, makeAnswer, makeTree } from "@/testing/make";
import { reduceRoom } from "./reduce";
import { emptyRoom, type RoomState, type RoomStep, type Tree } from "./state";

const now = Date.parse("2026-03-01T12:00:00Z");

function feed(state: RoomState, ...stream: StreamEvent[]): RoomStep {
  let step: RoomStep = { state, news: [] };
  for (const event of stream) {
    const next = reduceRoom(step.state, { kind: "event", event, now });
    step = { state: next.state, news: [...step.news, ...next.news] };
  }
  return step;
}

function withTree(messages: Tree["messages"], cursor: string | null = null, state = emptyRoom): RoomState {
  const top = messages[0]?.id ?? "";
  const tree = { rootId: "a", above: [], messages, cursor };
  return reduceRoom(state, { kind: "tree", top, tree, others: 4 }).state;
}

const ids = (state: RoomState, top = "a") => state.trees[top]?.messages.map((message) => message.id);
const summary = (root: string, minutes: number, change: Partial<ThreadSummary> = {}): ThreadSummary => ({
  root_id: root,
  root_excerpt: `about ${root}`,
  root_author: "bo",
  created_at: new Date(now).toISOString(),
  last_activity_at: new Date(now + minutes * 60_000).toISOString(),
  message_count: 1,
  participant_count: 2,
  ...change,
});
const listed = (...threads: ThreadSummary[]) =>
  reduceRoom(emptyRoom, { kind: "threads", part: "all", page: { threads, next: "later" } }).state;
const roots = (state: RoomState) => state.threads.map((entry) => entry.root_id);
const event = (position: number, type: string, payload: object): StreamEvent => ({ position, type, payload });

describe("a tree", () => {
  const messages = makeTree("a", "a.1", "a.1.1", "a.2");
  const [reply] = makeTree("a.1.2").map((m) => ({ ...m, parent_id: "a.1", root_id: "a" }));
  if (!reply) throw new Error("no reply");

  it("takes a new message where it belongs, once", () => {
    const once = feed(withTree(messages), events.added(9, reply)).state;
    expect(ids(once)).toEqual(["a", "a.1", "a.1.1", "a.1.2", "a.2"]);
    expect(feed(once, events.added(9, reply)).state).toEqual(once);
    expect(ids(reduceRoom(once, { kind: "posted", messages: [reply] }).state)).toEqual(ids(once));
  });

  it("leaves messages to the page that brings them, and to other threads", () => {
    const partly = withTree(messages.slice(0, 2), "a.1");
    expect(ids(feed(partly, events.added(9, reply)).state)).toEqual(["a", "a.1"]);
    const elsewhere = { ...reply, id: "z.1", path: "z.1", parent_id: "z", root_id: "z" };
    expect(ids(feed(withTree(messages), events.added(9, elsewhere)).state)).toEqual(ids(withTree(messages)));
  });

  it("of a part of a thread takes only what is below its top", () => {
    const part = withTree(makeTree("a.1", "a.1.1"), null);
    expect(ids(feed(part, events.added(9, reply)).state, "a.1")).toEqual(["a.1", "a.1.1", "a.1.2"]);
    const beside = { ...reply, id: "a.3", path: "a.3", parent_id: "a" };
    expect(ids(feed(part, events.added(9, beside)).state, "a.1")).toEqual(["a.1", "a.1.1"]);
  });

  it("grows by pages that may overlap", () => {
    const state = withTree(messages.slice(0, 2), "a.1");
    const part = { messages: messages.slice(1), cursor: null };
    const grown = reduceRoom(state, { kind: "below", top: "a", part }).state;
    expect(ids(grown)).toEqual(["a", "a.1", "a.1.1", "a.2"]);
    expect(grown.trees.a?.cursor).toBeNull();
  });

  it("follows edits, and an event that came before it was read", () => {
    const edited = { ...reply, content: "better", edited_at: "x" };
    const state = withTree([...messages.slice(0, 3), reply, ...messages.slice(3)]);
    const after = feed(state, events.updated(9, edited)).state;
    expect(after.trees.a?.messages[3]).toMatchObject({ content: "better" });
    // The position has passed already; the tree was read in between.
    const stale = { ...withTree(messages), position: 20 };
    const again = reduceRoom(stale, { kind: "again", message: reply, isNew: true }).state;
    expect(ids(again)).toContain("a.1.2");
  });

  it("makes room for others", () => {
    let state = withTree(messages);
    for (const top of ["b", "c", "d", "e", "f"]) state = withTree(makeTree(top), null, state);
    expect(Object.keys(state.trees)).toEqual(["b", "c", "d", "e", "f"]);
  });
});

describe("an answer", () => {
  const question = makeTree("a");
  const running = makeAnswer("a.1", "a", { root_id: "a", path: "a.1", status: "streaming", content: "" });

  it("is being written until it is done, with the text that grew", () => {
    const state = feed(withTree(question), events.added(5, running)).state;
    expect(state.answering).toEqual({ "a.1": "a" });
    const payload = {
      message_id: "a.1",
      root_id: "a",
      conversation_id: "c1",
      status: "complete" as const,
      chunks: 2,
    };
    const text = { content: "Hello", reasoning: "", next: 2, early: [] };
    const done = reduceRoom(state, { kind: "done", done: { position: 8, payload, text } });
    expect(done.state.answering).toEqual({});
    expect(done.state.position).toBe(8);
    expect(done.state.trees.a?.messages[1]).toMatchObject({ content: "Hello", status: "complete" });
    expect(done.news).toEqual([{ kind: "finished", messageId: "a.1" }]);
  });

  it("keeps its text when it is told of once more while it grows", () => {
    const state = withTree([...question, { ...running, content: "so far" }]);
    expect(feed(state, events.updated(5, running)).state.trees.a?.messages[1]?.content).toBe("so far");
  });
});

describe("the list of threads", () => {
  it("has the newest activity first, and new threads on top", () => {
    const state = listed(summary("a", 5), summary("b", 3));
    const started = feed(state, event(2, "thread.new", { root_id: "c", summary: summary("c", 9) })).state;
    expect(roots(started)).toEqual(["c", "a", "b"]);
    const active = { root_id: "b", last_activity_at: new Date(now + 3_600_000).toISOString() };
    expect(roots(feed(started, event(3, "thread.activity", active)).state)).toEqual(["b", "c", "a"]);
  });

  it("asks for a thread that is active and not listed", () => {
    const active = { root_id: "old", last_activity_at: new Date(now).toISOString() };
    expect(feed(listed(summary("a", 5)), event(2, "thread.activity", active)).news).toEqual([
      { kind: "unlisted", rootId: "old" },
    ]);
  });

  it("counts what comes, but not what the server has counted", () => {
    const state = listed(summary("a", 5, { message_count: 4 }));
    const counted = makeTree("a", "a.1").map((m) => ({
      ...m,
      created_at: new Date(now + 5 * 60_000).toISOString(),
    }));
    expect(
      feed(state, events.added(2, { ...counted[1], position: 2 } as never)).state.threads[0]?.message_count,
    ).toBe(4);
    // A question and its answer are made at the same moment.
    const later = new Date(now + 9 * 60_000).toISOString();
    const question = { ...counted[1], id: "q", position: 3, created_at: later } as never;
    const answer = makeAnswer("x", "q", { root_id: "a", position: 4, created_at: later });
    const after = feed(state, events.added(3, question), events.added(4, answer)).state;
    expect(after.threads[0]).toMatchObject({ message_count: 6, repliers: ["bo"] });
  });

  it("keeps what was loaded when its beginning is read again", () => {
    const state = listed(summary("a", 5), summary("b", 3));
    const page = { threads: [summary("c", 9), summary("b", 7)], next: "other" };
    const merged = reduceRoom(state, { kind: "threads", part: "top", page }).state;
    expect([roots(merged), merged.nextThreads]).toEqual([["c", "b", "a"], "later"]);
    const more = reduceRoom(merged, {
      kind: "threads",
      part: "more",
      page: { threads: [summary("d", 1)], next: null },
    }).state;
    expect([roots(more), more.nextThreads]).toEqual([["c", "b", "a", "d"], null]);
    expect(roots(reduceRoom(more, { kind: "threads", part: "all", page }).state)).toEqual(["c", "b"]);
  });

  it("shows what the root says now", () => {
    const [root] = makeTree("a");
    const state = listed(summary("a", 5));
    const edited = feed(state, events.updated(2, { ...root, content: "  other words " } as never)).state;
    expect(edited.threads[0]?.root_excerpt).toBe("other words");
    const deleted = feed(state, events.updated(2, { ...root, content: "", deleted_at: "x" } as never)).state;
    expect(deleted.threads[0]?.root_excerpt).toBe("");
  });
});

describe("the people", () => {
  it("have counts of their own", () => {
    const state = feed(emptyRoom, event(2, "unread.update", { root_id: "a", unread: 3, mentions: 1 })).state;
    expect(state.unread).toEqual({ a: { unread: 3, mentions: 1 } });
    const read = feed(state, event(3, "unread.update", { root_id: "a", unread: 0 })).state;
    expect(read.unread).toEqual({ a: { unread: 0, mentions: 0 } });
  });

  it("stop typing when their message is there", () => {
    const expires_at = new Date(now + 5_000).toISOString();
    const state = feed(
      withTree(makeTree("a")),
      event(0, "typing.update", { root_id: "a", user_id: "bo", expires_at }),
    ).state;
    expect(state.typists).toHaveLength(1);
    const [, reply] = makeTree("a", "a.1");
    expect(feed(state, events.added(5, reply as never)).state.typists).toEqual([]);
    expect(reduceRoom(state, { kind: "quiet", now: now + 6_000 }).state.typists).toEqual([]);
  });

  it("come and go", () => {
    const payload = { conversation_id: "c1", user_id: "ada", role: "member", action: "removed" };
    expect(feed(emptyRoom, event(2, "membership.changed", payload)).news).toEqual([
      { kind: "membership", payload },
    ]);
  });
});
