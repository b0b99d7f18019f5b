/** The lists of conversations and single conversations, as this page knows them. */
import { type InfiniteData, infiniteQueryOptions } from "@tanstack/react-query";
import {
  type ConversationPage,
  getConversation,
  type ListFilter,
  listConversations,
  listFilters,
} from "./conversations";
import { queryClient } from "./query";
import type { Conversation } from "./types";

const listsKey = ["conversations"] as const;

/**
 * What happens to conversations arrives as events (shared/live/feed.ts), so a
 * list is read once, and again after the stream of events was interrupted.
 */
export function conversationsQuery(filter: ListFilter) {
  return infiniteQueryOptions({
    queryKey: [...listsKey, filter],
    queryFn: ({ pageParam }) => listConversations(filter, pageParam),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next_after ?? null,
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnWindowFocus: false,
  });
}

type Pages = InfiniteData<ConversationPage, string | null>;

function belongs(filter: ListFilter, conversation: Conversation): boolean {
  if (conversation.deleted_at) return false;
  if (filter === "archived") return Boolean(conversation.archived_at);
  return !conversation.archived_at && (filter === "all" || conversation.kind === filter);
}

/** A list in the order of activity, newest first. */
export function allConversations(
  data: { pages: readonly ConversationPage[] } | undefined,
  filter: ListFilter,
): Conversation[] {
  const byId = new Map<string, Conversation>();
  for (const conversation of (data?.pages ?? []).flatMap((page) => page.conversations)) {
    // A conversation that moved up between two pages was read twice.
    if (belongs(filter, conversation) && !byId.has(conversation.id)) byId.set(conversation.id, conversation);
  }
  return [...byId.values()].sort((a, b) => Date.parse(b.last_activity_at) - Date.parse(a.last_activity_at));
}

export function findCached(id: string): Conversation | undefined {
  const single = queryClient.getQueryData<Conversation>(["conversation", id]);
  if (single) return single;
  for (const [, data] of queryClient.getQueriesData<Pages>({ queryKey: listsKey })) {
    for (const page of data?.pages ?? []) {
      const found = page.conversations.find((c) => c.id === id);
      if (found) return found;
    }
  }
  return undefined;
}

/** Takes over the newest state of a conversation, in every list that it belongs to. */
export function putCached(conversation: Conversation): void {
  queryClient.setQueryData<Conversation>(["conversation", conversation.id], conversation);
  for (const filter of listFilters) {
    queryClient.setQueryData<Pages>([...listsKey, filter], (data) => {
      if (!data) return data;
      return belongs(filter, conversation) ? withEntry(data, conversation) : without(data, conversation.id);
    });
  }
}

function withEntry(data: Pages, conversation: Conversation): Pages {
  const known = data.pages.some((page) => page.conversations.some((c) => c.id === conversation.id));
  return {
    ...data,
    pages: data.pages.map((page, i) => ({
      ...page,
      conversations:
        !known && i === 0
          ? [conversation, ...page.conversations]
          : page.conversations.map((c) => (c.id === conversation.id ? conversation : c)),
    })),
  };
}

function without(data: Pages, id: string): Pages {
  if (!data.pages.some((page) => page.conversations.some((c) => c.id === id))) return data;
  const pages = data.pages.map((page) => ({
    ...page,
    conversations: page.conversations.filter((c) => c.id !== id),
  }));
  return { ...data, pages };
}

export function patchCached(id: string, patch: Partial<Conversation>): void {
  const known = findCached(id);
  if (known) putCached({ ...known, ...patch });
}

export function removeCached(id: string): void {
  // A page that shows it keeps what it has, and says what happened.
  queryClient.removeQueries({ queryKey: ["conversation", id], type: "inactive" });
  for (const filter of listFilters)
    queryClient.setQueryData<Pages>([...listsKey, filter], (data) => data && without(data, id));
}

export function refreshConversations(): Promise<void> {
  return queryClient.invalidateQueries({ queryKey: listsKey });
}

/** Whether a list is being read, and may arrive older than an event that came meanwhile. */
export function listsUnderWay(): boolean {
  return queryClient.isFetching({ queryKey: listsKey }) > 0;
}

export function whenListsAreRead(): Promise<void> {
  return new Promise((resolve) => {
    const stop = queryClient.getQueryCache().subscribe(() => {
      if (listsUnderWay()) return;
      stop();
      resolve();
    });
  });
}

/** One conversation; a list usually has it already. */
export function conversationQuery(id: string) {
  return {
    queryKey: ["conversation", id],
    queryFn: () => getConversation(id),
    initialData: () => findCached(id),
    initialDataUpdatedAt: () => queryClient.getQueryState([...listsKey, "all"])?.dataUpdatedAt,
  };
}
