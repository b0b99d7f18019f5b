/** The list of conversations as the page keeps it, and changes to it. */
import { type InfiniteData, infiniteQueryOptions } from "@tanstack/react-query";
import { type ConversationPage, getConversation, listConversations } from "./conversations";
import { queryClient } from "./query";
import type { Conversation } from "./types";

/** While an answer is being written somewhere, its end is looked for this often. */
const pollMs = 3_000;

export const conversationsQuery = infiniteQueryOptions({
  queryKey: ["conversations"],
  queryFn: ({ pageParam }) => listConversations(pageParam),
  initialPageParam: null as string | null,
  getNextPageParam: (last) => last.next_after ?? null,
  refetchInterval: (query) =>
    query.state.data?.pages.some((page) => page.conversations.some((c) => c.generating)) ? pollMs : false,
});

type Pages = InfiniteData<ConversationPage, string | null>;

function change(edit: (list: Conversation[]) => Conversation[]): void {
  queryClient.setQueryData<Pages>(
    conversationsQuery.queryKey,
    (data) =>
      data && {
        ...data,
        pages: data.pages.map((page) => ({ ...page, conversations: edit(page.conversations) })),
      },
  );
}

export function allConversations(data: { pages: readonly ConversationPage[] } | undefined): Conversation[] {
  const seen = new Set<string>();
  // A conversation that moved up between two pages was read twice.
  return (data?.pages ?? [])
    .flatMap((page) => page.conversations)
    .filter((c) => !c.deleted_at && !seen.has(c.id) && seen.add(c.id));
}

function findCached(id: string): Conversation | undefined {
  return allConversations(queryClient.getQueryData<Pages>(conversationsQuery.queryKey)).find(
    (c) => c.id === id,
  );
}

/** Changes one entry in place: it stays where it is in the list. */
export function patchCached(id: string, patch: Partial<Conversation>): void {
  change((list) => list.map((c) => (c.id === id ? { ...c, ...patch } : c)));
  queryClient.setQueryData<Conversation>(["conversation", id], (c) => c && { ...c, ...patch });
}

/** Replaces one entry where it stands. */
export function putCached(conversation: Conversation): void {
  change((list) => list.map((c) => (c.id === conversation.id ? conversation : c)));
  queryClient.setQueryData<Conversation>(["conversation", conversation.id], conversation);
}

export function removeCached(id: string): void {
  change((list) => list.filter((c) => c.id !== id));
}

/** Puts a conversation on top, where the newest activity is. */
export function putOnTop(conversation: Conversation): void {
  queryClient.setQueryData<Conversation>(["conversation", conversation.id], conversation);
  queryClient.setQueryData<Pages>(conversationsQuery.queryKey, (data) => {
    const [first, ...rest] = data?.pages ?? [];
    if (!data || !first) return data;
    const others = (page: ConversationPage) => page.conversations.filter((c) => c.id !== conversation.id);
    const top = { ...first, conversations: [conversation, ...others(first)] };
    return { ...data, pages: [top, ...rest.map((page) => ({ ...page, conversations: others(page) }))] };
  });
}

export function refreshConversations(): Promise<void> {
  return queryClient.invalidateQueries({ queryKey: conversationsQuery.queryKey });
}

/** One conversation; the list usually has it already. */
export function conversationQuery(id: string) {
  return {
    queryKey: ["conversation", id],
    queryFn: () => getConversation(id),
    initialData: () => findCached(id),
    initialDataUpdatedAt: () => queryClient.getQueryState(conversationsQuery.queryKey)?.dataUpdatedAt,
  };
}
