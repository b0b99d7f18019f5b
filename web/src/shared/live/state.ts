import type { Chunk, Conversation, Line, Message } from "@/shared/api/types";

/**
 * What one window knows of an open conversation. The reducer in reduce.ts is
 * the only code that makes a new one; nothing is ever changed in place.
 */
export interface LiveState {
  /** Position of the newest event that is part of this state. */
  readonly position: number;
  /** The shown branch, oldest first; possibly only its newest part. */
  readonly line: readonly Message[];
  /** Whether the branch goes on above line. */
  readonly more: boolean;
  /** Texts that are still growing, by message id; folded into line at their end. */
  readonly growing: Readonly<Record<string, GrowingText>>;
}

export interface GrowingText {
  readonly content: string;
  readonly reasoning: string;
  /** Index of the chunk that continues the text. */
  readonly next: number;
  /** Chunks that arrived before the ones they follow. */
  readonly early: readonly Piece[];
}

export interface Piece {
  readonly index: number;
  readonly content: string;
  readonly reasoning: string;
}

/** What the reducer asks its owner to fetch. */
export type Wish =
  | { readonly kind: "chunks"; readonly messageId: string; readonly from: number }
  | { readonly kind: "snapshot" };

/** What the owner may tell others: facts about the conversation, not its text. */
export type News =
  | { readonly kind: "conversation"; readonly change: ConversationChange }
  | { readonly kind: "finished"; readonly messageId: string }
  | { readonly kind: "unread"; readonly unread: number }
  | { readonly kind: "added"; readonly message: Message };

type ConversationChange = Partial<
  Pick<
    Conversation,
    | "title"
    | "assistant_mode"
    | "system_prompt"
    | "model_id"
    | "active_leaf"
    | "archived_at"
    | "deleted_at"
    | "last_activity_at"
  >
>;

export interface Step {
  readonly state: LiveState;
  readonly wishes: readonly Wish[];
  readonly news: readonly News[];
}

export type Input =
  | { readonly kind: "snapshot"; readonly line: Line }
  | { readonly kind: "older"; readonly line: Line }
  | { readonly kind: "chunks"; readonly messageId: string; readonly chunks: readonly Chunk[] }
  | { readonly kind: "posted"; readonly messages: readonly Message[] }
  | { readonly kind: "event"; readonly event: StreamEvent };

/** One event of the stream, as it left the parser. */
export interface StreamEvent {
  /** 0 for passing signs, which have no position. */
  readonly position: number;
  readonly type: string;
  readonly payload: unknown;
}

export const emptyState: LiveState = { position: 0, line: [], more: false, growing: {} };
