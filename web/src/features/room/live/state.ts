import type { components } from "@/shared/api/schema.gen";
import type { ThreadPage, TreePart } from "@/shared/api/threads";
import type { Conversation, Message, ThreadSummary } from "@/shared/api/types";
import type { DonePayload } from "@/shared/live/ending";
import type { GrowingText, StreamEvent } from "@/shared/live/state";

type Schemas = components["schemas"];

/**
 * What one window knows of an open room. The reducer makes every new one;
 * nothing is changed in place. Texts that grow are kept elsewhere
 * (GrowingTexts): they change many times a second, the rest now and then.
 */
export interface RoomState {
  /** Position of the newest event that is part of this state. */
  readonly position: number;
  /** Newest activity first, as far as they were loaded. */
  readonly threads: readonly ThreadEntry[];
  /** Where the next page of threads begins; null when there is none. */
  readonly nextThreads: string | null;
  /** The reader's own counts, by root. */
  readonly unread: Readonly<Record<string, Unread>>;
  /** The trees that are or were shown, by the message at their top. */
  readonly trees: Readonly<Record<string, Tree>>;
  readonly typists: readonly Typist[];
  /** Roots of the answers that are being written, by message. */
  readonly answering: Readonly<Record<string, string>>;
}

export interface ThreadEntry extends ThreadSummary {
  /** Who wrote last, newest first, as far as it was seen. */
  readonly repliers: readonly string[];
  /** Position of the newest message that was added to message_count here; 0 = none. */
  readonly counted: number;
}

export interface Unread {
  readonly unread: number;
  readonly mentions: number;
}

/** A message and what is below it: a thread, or a part of one. */
export interface Tree {
  readonly rootId: string;
  /** The line from the root to the message above the top; empty for a whole thread. */
  readonly above: readonly Message[];
  /** Depth first, the top itself first. */
  readonly messages: readonly Message[];
  /** Path of the last message that was read, when there are more below; else null. */
  readonly cursor: string | null;
}

export interface Typist {
  readonly userId: string;
  readonly rootId: string;
  /** In milliseconds of this computer's clock. */
  readonly until: number;
}

/** Which part of the list a page is: all there is so far, what is new on top, or what follows. */
export type ThreadPart = "all" | "top" | "more";

export type RoomInput =
  | { readonly kind: "position"; readonly position: number }
  /** Everything is about to be read again: which answers still run is not known any more. */
  | { readonly kind: "anew" }
  | { readonly kind: "threads"; readonly page: ThreadPage; readonly part: ThreadPart }
  | { readonly kind: "unread"; readonly unread: Readonly<Record<string, Unread>> }
  /** Beside the new tree so many others are kept. */
  | { readonly kind: "tree"; readonly top: string; readonly tree: Tree; readonly others: number }
  | { readonly kind: "below"; readonly top: string; readonly part: TreePart }
  | { readonly kind: "posted"; readonly messages: readonly Message[] }
  | { readonly kind: "event"; readonly event: StreamEvent; readonly now: number }
  /** A message of which the event was seen before the tree that it belongs to. */
  | { readonly kind: "again"; readonly message: Message; readonly isNew: boolean }
  /** An event that was seen before the list that it belongs to. */
  | { readonly kind: "listed"; readonly event: StreamEvent }
  | { readonly kind: "done"; readonly done: Done }
  | { readonly kind: "quiet"; readonly now: number };

/** The end of an answer and the text that was seen growing, if it was. */
export interface Done {
  readonly position: number;
  readonly payload: DonePayload;
  readonly text: GrowingText | undefined;
}

/** What others in the window may want to know. */
export type RoomNews =
  | { readonly kind: "added"; readonly message: Message }
  /** Something happened in a thread that is not in the list. */
  | { readonly kind: "unlisted"; readonly rootId: string }
  | { readonly kind: "finished"; readonly messageId: string }
  | { readonly kind: "conversation"; readonly change: Partial<Conversation> }
  | { readonly kind: "membership"; readonly payload: Schemas["MembershipPayload"] };

export interface RoomStep {
  readonly state: RoomState;
  readonly news: readonly RoomNews[];
}

export const emptyRoom: RoomState = {
  position: 0,
  threads: [],
  nextThreads: null,
  unread: {},
  trees: {},
  typists: [],
  answering: {},
};
