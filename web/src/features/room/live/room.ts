/**
 * An open room: its state, its connection, what is being sent in it. It lives
 * outside React; components are told at most once per frame.
 */
import { getConversation, postMessage } from "@/shared/api/conversations";
import { getChunks } from "@/shared/api/conversations";
import { asProblem, type Problem } from "@/shared/api/problem";
import { listThreads, listUnread } from "@/shared/api/threads";
import type { Conversation, Message } from "@/shared/api/types";
import { newId } from "@/shared/lib/id";
import type { Link } from "@/shared/live/connection";
import type { DonePayload } from "@/shared/live/ending";
import { type Outgoing, withoutArrived } from "@/shared/live/outbox";
import { shareConnection } from "@/shared/live/shared-connection";
import type { StreamEvent } from "@/shared/live/state";
import { GrowingTexts } from "./growing-texts";
import { reduceRoom } from "./reduce";
import { emptyRoom, type RoomInput, type RoomNews, type RoomState, type Tree } from "./state";
import { moreOfTree, readTree } from "./read-tree";
import { nextSilence } from "./typing";

export interface RoomView extends RoomState {
  readonly phase: "loading" | "ready" | "failed";
  readonly problem: Problem | null;
  readonly link: Link;
  readonly outbox: readonly Outgoing[];
}
