import { createContext, type ReactNode, useContext } from "react";
import type { Message } from "@/shared/api/types";
import type { LiveRoom } from "./live/room";
import type { Mentionable } from "./mentions/mentions";

/** What everything on the page of a room has in common. */
export interface RoomScope {
  readonly room: LiveRoom;
  readonly conversationId: string;
  readonly accountId: string;
  /** Whether one may write here. */
  readonly canPost: boolean;
  /** Whether one may change what others wrote. */
  readonly canModerate: boolean;
  /** Who can be called by name. */
  readonly targets: readonly Mentionable[];
  /** What somebody is called. */
  nameOf(accountId: string | undefined): string;
  /** Text with the names in it made visible. */
  readonly decorate: (text: string) => ReactNode;
}

export const RoomContext = createContext<RoomScope | null>(null);

export function useRoom(): RoomScope {
  const scope = useContext(RoomContext);
  if (!scope) throw new Error("no room around");
  return scope;
}

/** What the messages of the shown thread have in common. */
export interface ThreadScope {
  readonly topId: string;
  readonly rootId: string;
  /** Messages that were unread when one came. */
  readonly fresh: ReadonlySet<string>;
  /** The message above which the line between old and new stands. */
  readonly line: string | null;
  /** The message that an address led to. */
  readonly target: string | null;
  readonly folded: ReadonlySet<string>;
  /** The message below which a reply is written. */
  readonly replyingTo: string | null;
  readonly editing: string | null;
  toggle(messageId: string): void;
  unfold(messageIds: readonly string[]): void;
  /** Opens the composer below a message; null closes it. */
  reply(messageId: string | null): void;
  edit(messageId: string | null): void;
  choose(answer: Message, version: string): void;
  /** Tells when a message comes into sight; returns how to stop. */
  watch(element: HTMLElement): () => void;
}

export const ThreadContext = createContext<ThreadScope | null>(null);

export function useThread(): ThreadScope {
  const scope = useContext(ThreadContext);
  if (!scope) throw new Error("no thread around");
  return scope;
}
