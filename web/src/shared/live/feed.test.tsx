import { InfiniteQueryObserver } from "@tanstack/react-query";
import { act, renderHook, waitFor } from "@testing-library/react";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { allConversations, conversationsQuery } from "@/shared/api/conversation-cache";
import * as api from "@/shared/api/conversations";
import { Problem } from "@/shared/api/problem";
import { queryClient } from "@/shared/api/query";
import type { Conversation } from "@/shared/api/types";
import { makeConversation } from "@/testing/make";
import { onFeedNews, useFeed } from "./feed";
import { type SharedOptions, shareConnection } from "./shared-connection";

vi.mock("@/shared/api/conversations", async (original) => ({
  ...(await original<typeof api>()),
  listConversations: vi.fn(),
  getConversation: vi.fn(),
}));
vi.mock("./shared-connection");

let stream: SharedOptions;
let stopWatching: () => void;
const all = conversationsQuery("all");

beforeEach(() => {
  vi.mocked(shareConnection).mockImplementation((options) => {
    stream = options;
    return () => undefined;
  });
});
afterEach(() => {
  stopWatching();
  queryClient.clear();
  vi.resetAllMocks();
});

async function start(...conversations: Conversation[]): Promise<void> {
  vi.mocked(api.listConversations).mockResolvedValue({ conversations });
  stopWatching = new InfiniteQueryObserver(queryClient, all).subscribe(() => undefined);
  await waitFor(() => expect(queryClient.getQueryState(all.queryKey)?.status).toBe("success"));
  renderHook(() => useFeed());
}

function say(type: string, payload: object): void {
  act(() => stream.onEvent({ position: 0, type, payload: { conversation_id: "c1", ...payload } }));
}

/** An answer that arrives when the test wants it to. */
function later<T>() {
  let resolve: (value: T) => void = () => undefined;
  const promise = new Promise<T>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}

const shown = () => allConversations(queryClient.getQueryData(all.queryKey), "all");

it("changes the list as it is told", async () => {
  await start(makeConversation(), makeConversation({ id: "c2", last_activity_at: "2026-03-02T10:00:00Z" }));
  expect(shown().map((c) => c.id)).toEqual(["c2", "c1"]);
  say("unread.update", { unread: 1, conversation_unread: 4 });
  say("thread.activity", { last_activity_at: "2026-03-03T10:00:00Z" });
  expect(shown().map(({ id, unread }) => [id, unread])).toEqual([
    ["c1", 4],
    ["c2", 0],
  ]);
});

it("takes away a conversation and tells of it", async () => {
  await start(makeConversation());
  const news = vi.fn();
  const stop = onFeedNews(news);
  say("membership.changed", { action: "removed", role: "member" });
  expect(shown()).toEqual([]);
  expect(news).toHaveBeenCalledWith({ kind: "removed", conversationId: "c1" });
  stop();
});

it("reads a conversation that it does not know", async () => {
  await start();
  vi.mocked(api.getConversation).mockResolvedValue(makeConversation({ unread: 2 }));
  say("thread.activity", { last_activity_at: "2026-03-03T10:00:00Z" });
  await waitFor(() => expect(shown()).toMatchObject([{ id: "c1", unread: 2 }]));
});

it("drops what it may not read any more", async () => {
  await start(makeConversation({ mentions: 1 }));
  vi.mocked(api.getConversation).mockRejectedValue(new Problem(404, "not_found", "gone"));
  say("unread.update", { unread: 1, conversation_unread: 1 });
  await waitFor(() => expect(shown()).toEqual([]));
});

it("reads again what changed while it was being read", async () => {
  await start();
  const late = later<Conversation>();
  vi.mocked(api.getConversation)
    .mockReturnValueOnce(late.promise)
    .mockResolvedValueOnce(makeConversation({ unread: 3 }));
  say("unread.update", { unread: 2, conversation_unread: 2 });
  say("unread.update", { unread: 3, conversation_unread: 3 });
  late.resolve(makeConversation({ unread: 2 }));
  await waitFor(() => expect(shown()).toMatchObject([{ unread: 3 }]));
  expect(api.getConversation).toHaveBeenCalledTimes(2);
});

it("forgets after a break which answers it saw begin", async () => {
  await start(makeConversation());
  say("generation.started", { message_id: "m1", status: "streaming" });
  act(() => stream.onLink("open"));
  await waitFor(() => expect(queryClient.isFetching()).toBe(0));
  say("generation.started", { message_id: "m2", status: "streaming" });
  say("generation.ended", { message_id: "m2", status: "complete" });
  expect(shown()).toMatchObject([{ generating: false }]);
});

it("does not let a list that was read earlier undo an event", async () => {
  await start(makeConversation());
  const late = later<api.ConversationPage>();
  vi.mocked(api.listConversations).mockReturnValue(late.promise);
  vi.mocked(api.getConversation).mockResolvedValue(makeConversation({ unread: 1 }));
  act(() => stream.onLink("open"));
  say("unread.update", { unread: 1, conversation_unread: 1 });
  late.resolve({ conversations: [makeConversation({ unread: 0 })] });
  await waitFor(() => expect(api.getConversation).toHaveBeenCalledOnce());
  await waitFor(() => expect(shown()).toMatchObject([{ unread: 1 }]));
});
