/**
 * The person's own stream: what happens in all their conversations, for the
 * list of them. One tab of a browser is connected and tells the others.
 */
import { useEffect } from "react";
import {
  findCached,
  listsUnderWay,
  putCached,
  refreshConversations,
  removeCached,
  whenListsAreRead,
} from "@/shared/api/conversation-cache";
import { getConversation } from "@/shared/api/conversations";
import { asProblem } from "@/shared/api/problem";
import { conversationOf, type FeedNews, onFeedEvent } from "./feed-reduce";
import { forgetConversation } from "./registry";
import { shareConnection } from "./shared-connection";
import type { StreamEvent } from "./state";

const listeners = new Set<(news: FeedNews) => void>();

/** Calls back with what people want to be told of at once. */
export function onFeedNews(listener: (news: FeedNews) => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Keeps the lists of conversations current while the calling component is shown. */
export function useFeed(): void {
  useEffect(() => {
    const feed = new Feed();
    return shareConnection({
      name: "me",
      path: () => "/api/stream/me",
      inBackground: true,
      onEvent: (event) => feed.take(event),
      onLink: (link) => {
        if (link === "open") feed.connected();
      },
    });
  }, []);
}

class Feed {
  private readonly running = new Map<string, ReadonlySet<string>>();
  private readonly reader = new Reader();

  /** What happened before the connection was there is not told again. */
  connected(): void {
    this.running.clear();
    void refreshConversations();
  }

  take(event: StreamEvent): void {
    const id = conversationOf(event);
    if (!id) return;
    const conversation = findCached(id);
    const step = onFeedEvent({ conversation, running: this.running.get(id) ?? new Set() }, event);
    this.running.set(id, step.running);
    if (step.conversation === null) {
      removeCached(id);
      forgetConversation(id);
    } else if (step.conversation && step.conversation !== conversation) putCached(step.conversation);
    if (step.conversation !== null) this.reader.touched(id, step.read);
    if (step.news) for (const listener of listeners) listener(step.news);
  }
}

/**
 * Reads conversations whose events say too little. An answer that was read
 * before an event may arrive after it: the conversation is then read again.
 */
class Reader {
  /** Conversations that are being read; true when an event came meanwhile. */
  private readonly underWay = new Map<string, boolean>();

  touched(id: string, read: boolean): void {
    if (this.underWay.has(id)) this.underWay.set(id, true);
    else if (listsUnderWay()) void whenListsAreRead().then(() => this.read(id));
    else if (read) void this.read(id);
  }

  private async read(id: string): Promise<void> {
    if (this.underWay.has(id)) return;
    do {
      this.underWay.set(id, false);
      try {
        putCached(await getConversation(id));
      } catch (error) {
        if (asProblem(error).status === 404) removeCached(id);
      }
    } while (this.underWay.get(id));
    this.underWay.delete(id);
  }
}
