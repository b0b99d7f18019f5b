import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import * as conversations from "@/shared/api/conversations";
import { Problem } from "@/shared/api/problem";
import * as threads from "@/shared/api/threads";
import type { Message, ThreadUnread } from "@/shared/api/types";
import { type SharedOptions, shareConnection } from "@/shared/live/shared-connection";
import { events, makeAnswer, makeConversation, makeTree } from "@/testing/make";
import { LiveRoom } from "./room";

vi.mock("@/shared/api/conversations");
vi.mock("@/shared/api/threads");
vi.mock("@/shared/live/people");
vi.mock("@/shared/live/shared-connection", () => ({ shareConnection: vi.fn() }));

const [root, reply] = makeTree("a", "a.1") as [Message, Message];
const running = makeAnswer("a.2", "a", {
  root_id: "a",
  path: "a.2",
  position: 5,
  status: "streaming",
  content: "",
});
const done = (position: number, chunks: number) => events.done(position, "a.2", chunks);

/** What is shown after the next frame. */
async function view(room: LiveRoom) {
  await vi.advanceTimersByTimeAsync(300);
  return room.view();
}

const texts = async (room: LiveRoom) => (await view(room)).trees.a?.messages.map((m) => [m.id, m.content]);

beforeEach(() => {
  vi.useFakeTimers();
  vi.resetAllMocks();
  vi.mocked(shareConnection).mockReturnValue(() => undefined);
  vi.mocked(conversations.getConversation).mockResolvedValue(
    makeConversation({ kind: "group", position: 3 }),
  );
  vi.mocked(threads.listThreads).mockResolvedValue({ threads: [], next: null });
  vi.mocked(threads.listUnread).mockResolvedValue([{ root_id: "a", unread: 2 }]);
  vi.mocked(threads.getTree).mockResolvedValue({ messages: [root], cursor: null });
});
afterEach(() => {
  vi.useRealTimers();
});

async function opened() {
  const room = new LiveRoom("c1", "ada");
  const close = room.open();
  await view(room);
  const options = vi.mocked(shareConnection).mock.calls[0]?.[0] as SharedOptions;
  return { room, close, options };
}

describe("opening a room", () => {
  it("follows from the position that was read first, and then reads the lists", async () => {
    const { room, options } = await opened();
    expect(options.path()).toBe("/api/stream/conversations/c1?last_event_id=evt_3");
    expect(await view(room)).toMatchObject({ phase: "ready", unread: { a: { unread: 2, mentions: 0 } } });
    options.onEvent(events.added(7, reply));
    expect(options.path()).toContain("evt_7");
  });

  it("tells when the room is not for this person", async () => {
    vi.mocked(conversations.getConversation).mockRejectedValue(new Problem(404, "not_found", "gone"));
    const room = new LiveRoom("c1", "ada");
    room.open();
    expect(await view(room)).toMatchObject({ phase: "failed", problem: { status: 404 } });
  });

  it("goes on following what it knows when it cannot be read for the moment", async () => {
    const { room, close } = await opened();
    await room.openTree("a", "a");
    close();
    await vi.advanceTimersByTimeAsync(5_000);
    vi.mocked(conversations.getConversation).mockRejectedValue(new Problem(0, "offline", "no network"));
    vi.mocked(threads.listThreads).mockRejectedValue(new Problem(0, "offline", "no network"));
    room.open();
    expect(await view(room)).toMatchObject({ phase: "ready", trees: { a: { rootId: "a" } } });
    const again = vi.mocked(shareConnection).mock.calls[1]?.[0] as SharedOptions;
    again.onEvent(events.added(4, reply));
    expect((await texts(room))?.length).toBe(2);
  });

  it("finds out why a stream is refused", async () => {
    const { room, options } = await opened();
    vi.mocked(conversations.getConversation).mockRejectedValue(new Problem(404, "not_found", "gone"));
    options.onLink("refused");
    expect(await view(room)).toMatchObject({ phase: "failed", problem: { status: 404 } });
  });

  it("leaves the stream when this person is removed, and stays when somebody else is", async () => {
    const disconnect = vi.fn();
    vi.mocked(shareConnection).mockReturnValue(disconnect);
    const { options } = await opened();
    const removed = (position: number, user_id: string) =>
      options.onEvent({ position, type: "membership.changed", payload: { user_id, action: "removed" } });
    removed(4, "bo");
    expect(disconnect).not.toHaveBeenCalled();
    removed(5, "ada");
    expect(disconnect).toHaveBeenCalledOnce();
  });

  it("reads everything anew after a gap", async () => {
    const { room, options } = await opened();
    await room.openTree("a", "a");
    vi.mocked(threads.getTree).mockResolvedValue({ messages: [root, reply], cursor: null });
    options.onEvent(events.gap());
    expect((await texts(room))?.length).toBe(2);
  });
});

describe("reading the lists", () => {
  it("loses nothing that happens meanwhile", async () => {
    const thread = (root_id: string, minute: number) => ({
      root_id,
      root_excerpt: root_id,
      root_author: "bo",
      created_at: `2026-03-01T10:0${minute}:00Z`,
      last_activity_at: `2026-03-01T10:0${minute}:00Z`,
      message_count: 1,
      participant_count: 1,
    });
    let list: (page: threads.ThreadPage) => void = () => undefined;
    let counts: (all: ThreadUnread[]) => void = () => undefined;
    vi.mocked(threads.listThreads).mockReturnValue(
      new Promise((resolve) => {
        list = resolve;
      }),
    );
    vi.mocked(threads.listUnread).mockReturnValue(
      new Promise((resolve) => {
        counts = resolve;
      }),
    );
    const { room, options } = await opened();
    options.onEvent({ position: 4, type: "thread.new", payload: { summary: thread("b", 2) } });
    options.onEvent({ position: 5, type: "unread.update", payload: { root_id: "b", unread: 1 } });
    // Both are of the time before.
    list({ threads: [thread("a", 1)], next: null });
    counts([{ root_id: "a", unread: 2 }]);
    const shown = await view(room);
    expect(shown.threads.map((entry) => entry.root_id)).toEqual(["b", "a"]);
    expect(shown.unread).toMatchObject({ a: { unread: 2 }, b: { unread: 1 } });
  });
});

describe("reading a tree", () => {
  it("loses nothing that happens meanwhile", async () => {
    const { room, options } = await opened();
    let answer: (part: threads.TreePart) => void = () => undefined;
    vi.mocked(threads.getTree).mockReturnValue(
      new Promise((resolve) => {
        answer = resolve;
      }),
    );
    const read = room.openTree("a", "a");
    options.onEvent(events.added(5, running));
    options.onEvent(events.delta(6, "a.2", 0, "Hel"));
    options.onEvent(events.delta(7, "a.2", 1, "lo"));
    options.onEvent(done(8, 2));
    options.onEvent(events.added(9, reply));
    // The tree was read when the answer had just begun.
    answer({ messages: [root, running], cursor: null });
    await read;
    expect(await texts(room)).toEqual([
      ["a", root.content],
      ["a.1", reply.content],
      ["a.2", "Hello"],
    ]);
    expect((await view(room)).answering).toEqual({});
  });

  it("is done once, and says what went wrong", async () => {
    const { room } = await opened();
    await Promise.all([room.openTree("a", "a"), room.openTree("a", "a")]);
    expect(threads.getTree).toHaveBeenCalledTimes(1);
    vi.mocked(threads.getTree).mockRejectedValue(new Problem(404, "not_found", "no thread"));
    await expect(room.openTree("b", "b")).rejects.toThrow("no thread");
  });

  it("begins a part of a thread at its top and ends where the next branch begins", async () => {
    const { room } = await opened();
    const tree = makeTree("a", "a.1", "a.1.1", "a.2");
    vi.mocked(threads.getAncestry).mockResolvedValue(tree.slice(0, 2));
    vi.mocked(threads.getTree).mockResolvedValue({ messages: tree.slice(2), cursor: "more" });
    await room.openTree("a", "a.1");
    const part = (await view(room)).trees["a.1"];
    expect(part?.messages.map((m) => m.id)).toEqual(["a.1", "a.1.1"]);
    expect(part).toMatchObject({ cursor: null, above: [{ id: "a" }] });
  });
});

describe("growing texts", () => {
  it("are told to those who show them and to nobody else", async () => {
    const { room, options } = await opened();
    await room.openTree("a", "a");
    options.onEvent(events.added(5, running));
    await view(room);
    const everybody = vi.fn();
    const reader = vi.fn();
    room.subscribe(everybody);
    room.growing.subscribe("a.2", reader);
    options.onEvent(events.delta(6, "a.2", 0, "Hi"));
    options.onEvent(events.delta(7, "a.2", 1, " there"));
    await view(room);
    expect(room.growing.get("a.2")?.content).toBe("Hi there");
    expect(reader).toHaveBeenCalledTimes(1);
    expect(everybody).not.toHaveBeenCalled();
    expect(options.path()).toContain("evt_7");
  });

  it("fetch what is missing", async () => {
    const { room, options } = await opened();
    await room.openTree("a", "a");
    vi.mocked(conversations.getChunks).mockResolvedValue([
      { message_id: "a.2", idx: 0, content: "one ", created_at: "" },
      { message_id: "a.2", idx: 1, content: "two ", created_at: "" },
    ]);
    options.onEvent(events.added(5, running));
    options.onEvent(events.delta(8, "a.2", 2, "three"));
    await view(room);
    expect(conversations.getChunks).toHaveBeenCalledExactlyOnceWith("a.2", 0);
    expect(room.growing.get("a.2")?.content).toBe("one two three");
  });
});

describe("sending", () => {
  const posted = {
    message_id: "a.1",
    root_id: "a",
    conversation_id: "c1",
    depth: 2,
    message: { ...reply, author_user_id: "ada" },
  };

  it("shows the message on its way, then the server's with all its answers", async () => {
    const { room } = await opened();
    await room.openTree("a", "a");
    vi.mocked(conversations.postMessage).mockResolvedValue({
      ...posted,
      answers: [{ ...running, parent_id: "a.1" }],
    });
    const sent = room.sending.send(reply.content, "a");
    await sent;
    expect(await texts(room)).toEqual([
      ["a", root.content],
      ["a.1", reply.content],
      ["a.2", ""],
    ]);
    expect((await view(room)).outbox).toEqual([]);
  });

  it("keeps what failed, and does not take someone else's words for it", async () => {
    const { room, options } = await opened();
    await room.openTree("a", "a");
    vi.mocked(conversations.postMessage).mockRejectedValueOnce(new Problem(0, "offline", "no network"));
    expect(await room.sending.send(reply.content, "a")).toBeNull();
    // Bo says the same at the same moment.
    options.onEvent(events.added(9, reply));
    expect((await view(room)).outbox).toMatchObject([{ content: reply.content, failure: "no network" }]);
    vi.mocked(conversations.postMessage).mockResolvedValue(posted);
    await room.sending.resend((await view(room)).outbox[0]?.id ?? "");
    expect((await view(room)).outbox).toEqual([]);
    const ids = vi
      .mocked(conversations.postMessage)
      .mock.calls.slice(-2)
      .map(([, , out]) => out.requestId);
    expect(new Set(ids).size).toBe(1);
  });
});
