/** An open room: its state, its connection, and what is being sent in it. */
import { putCached } from "@/shared/api/conversation-cache";
import { getChunks, getConversation } from "@/shared/api/conversations";
import { asProblem, type Problem } from "@/shared/api/problem";
import { listThreads, listUnread } from "@/shared/api/threads";
import type { Message } from "@/shared/api/types";
import type { Link } from "@/shared/live/connection";
import { type DeltaPayload, pieceOf } from "@/shared/live/delta";
import type { DonePayload } from "@/shared/live/ending";
import { LiveStore } from "@/shared/live/live-store";
import type { Outgoing } from "@/shared/live/outbox";
import { takePeopleEvent } from "@/shared/live/people";
import { shareConnection } from "@/shared/live/shared-connection";
import type { StreamEvent } from "@/shared/live/state";
import { GrowingTexts } from "./growing-texts";
import { readOn, readTree } from "./read-tree";
import { reduceRoom } from "./reduce";
import { Sending } from "./sending";
import { emptyRoom, type RoomInput, type RoomNews, type RoomState, type ThreadPart } from "./state";
import { nextSilence } from "./typing";

export interface RoomView extends RoomState {
  readonly phase: "loading" | "ready" | "failed";
  readonly problem: Problem | null;
  readonly link: Link;
  readonly outbox: readonly Outgoing[];
}

interface MessagePayload {
  message: Message;
}

/** Trees that are kept and followed beside the one that is shown. */
const maxTrees = 4;

export class LiveRoom extends LiveStore<RoomView, RoomNews> {
  readonly growing = new GrowingTexts();
  readonly sending: Sending;
  private state: RoomState = emptyRoom;
  private phase: RoomView["phase"] = "loading";
  private problem: Problem | null = null;
  private link: Link = "connecting";
  private disconnect: (() => void) | null = null;
  private silence: ReturnType<typeof setTimeout> | undefined;
  /** What happened while trees or lists are read: it is told again on top of them. */
  private readonly recordings = new Set<StreamEvent[]>();
  private readonly reading = new Map<string, Promise<void>>();

  constructor(
    readonly id: string,
    private readonly accountId: string,
  ) {
    super();
    this.sending = new Sending(id, {
      onChange: () => this.publish(),
      onPosted: (messages) => this.take(messages),
    });
  }

  /* Life */

  protected get connected(): boolean {
    return this.disconnect !== null;
  }

  close(): void {
    this.disconnect?.();
    this.disconnect = null;
    clearTimeout(this.silence);
    this.apply({ kind: "quiet", now: Number.POSITIVE_INFINITY });
  }

  async retry(): Promise<void> {
    this.phase = "loading";
    this.problem = null;
    this.publish();
    await this.start();
  }

  /**
   * Follows the events first and reads what there is then, so that nothing can
   * fall between the two.
   */
  protected async start(): Promise<void> {
    try {
      const conversation = await getConversation(this.id);
      putCached(conversation);
      this.apply({ kind: "position", position: conversation.position });
    } catch (error) {
      this.fail(error);
      if (this.phase === "failed") return;
      // The connection comes back by itself and goes on where this window was.
    }
    if (!this.used || this.connected) return;
    this.connect();
    try {
      await this.refresh();
      this.phase = "ready";
      this.publish();
    } catch (error) {
      this.fail(error);
    }
  }

  private connect(): void {
    this.disconnect = shareConnection({
      name: this.id,
      path: () => `/api/stream/conversations/${this.id}?last_event_id=evt_${this.state.position}`,
      inBackground: false,
      onEvent: (event) => this.onEvent(event),
      onLink: (link) => {
        this.link = link;
        this.publish();
        if (link === "refused") void this.check();
      },
    });
  }

  /** What is shown already stays, unless it is not for this person any more. */
  private fail(error: unknown): void {
    this.problem = asProblem(error);
    if (this.phase === "loading" || this.problem.status === 404) this.phase = "failed";
    this.publish();
  }

  /** Finds out why the stream was refused: the room may not be for this person any more. */
  private async check(): Promise<void> {
    try {
      putCached(await getConversation(this.id));
    } catch (error) {
      this.fail(error);
    }
  }

  /** Reads everything that is shown anew. */
  private async refresh(): Promise<void> {
    this.apply({ kind: "anew" });
    const trees = Object.entries(this.state.trees).map(([top, tree]) => this.readTree(tree.rootId, top));
    await Promise.all([this.readThreads("all"), this.readUnread(), ...trees]);
  }

  /* Events */

  private onEvent(event: StreamEvent): void {
    for (const recording of this.recordings) recording.push(event);
    // With the removal of this person the server ends the stream; there is nothing left to ask for.
    if (this.isRemoval(event)) this.close();
    else takePeopleEvent(event);
    if (event.type === "message.delta") this.onDelta(event);
    else if (event.type === "message.done") this.onDone(event);
    else if (event.type === "error") this.onError(event.payload as { code: string });
    else this.onChange(event);
  }

  private onChange(event: StreamEvent): void {
    if (event.type === "message.new" && event.position > this.state.position)
      this.growing.start((event.payload as MessagePayload).message);
    this.apply({ kind: "event", event, now: Date.now() });
  }

  private onDelta(event: StreamEvent): void {
    const payload = event.payload as DeltaPayload;
    const piece = pieceOf(payload);
    if (!piece) return;
    const missingFrom = this.growing.add(payload.message_id, piece);
    if (missingFrom !== null) void this.readChunks(payload.message_id, missingFrom);
    // The place to resume from; nothing else of the state changes.
    this.state = reduceRoom(this.state, { kind: "position", position: event.position }).state;
    this.schedule();
  }

  private onError({ code }: { code: string }): void {
    if (code === "replay_gap") void this.refresh().catch(() => undefined);
  }

  private onDone(event: StreamEvent): void {
    const payload = event.payload as DonePayload;
    const text = this.growing.end(payload.message_id);
    if (!text && event.position <= this.state.position) return;
    this.apply({ kind: "done", done: { position: event.position, payload, text } });
    // Some of the text never arrived: what is read now is final.
    if (text && text.next < payload.chunks) void this.refresh().catch(() => undefined);
  }

  /** Tells once more, for the trees alone, what happened while one of them was read. */
  private tellAgain(recording: readonly StreamEvent[]): void {
    for (const event of recording) {
      if (event.type === "message.delta") this.onDelta(event);
      else if (event.type === "message.done") this.onDone(event);
      else if (event.type === "message.new" || event.type === "message.updated") {
        const { message } = event.payload as MessagePayload;
        if (event.type === "message.new") this.growing.start(message);
        this.apply({ kind: "again", message, isNew: event.type === "message.new" });
      }
    }
  }

  private apply(input: RoomInput): void {
    const step = reduceRoom(this.state, input);
    this.state = step.state;
    for (const news of step.news) this.tell(news);
    this.watchSilence();
    this.publish();
  }

  private tell(news: RoomNews): void {
    if (news.kind === "added" && news.message.author_user_id === this.accountId)
      this.sending.arrived(news.message);
    if (news.kind === "unlisted") void this.readThreads("top").catch(() => undefined);
    this.announce(news);
  }

  private isRemoval({ type, payload }: StreamEvent): boolean {
    if (type !== "membership.changed") return false;
    const { user_id, action } = payload as { user_id: string; action: string };
    return user_id === this.accountId && action === "removed";
  }

  private watchSilence(): void {
    clearTimeout(this.silence);
    const at = nextSilence(this.state.typists);
    if (at === null) return;
    this.silence = setTimeout(() => this.apply({ kind: "quiet", now: Date.now() }), at - Date.now());
  }

  /* Reading */

  private async readThreads(part: ThreadPart): Promise<void> {
    const since = await this.recorded(async () => {
      const page = await listThreads(this.id, part === "more" ? this.state.nextThreads : null);
      this.apply({ kind: "threads", page, part });
    });
    for (const event of since) if (event.type !== "unread.update") this.apply({ kind: "listed", event });
  }

  private async readUnread(): Promise<void> {
    const since = await this.recorded(async () => {
      const counts = await listUnread(this.id);
      const unread = counts.map((c) => [c.root_id, { unread: c.unread, mentions: c.mentions ?? 0 }] as const);
      this.apply({ kind: "unread", unread: Object.fromEntries(unread) });
    });
    for (const event of since) if (event.type === "unread.update") this.apply({ kind: "listed", event });
  }

  /** Reads the next page of the list of threads. */
  moreThreads(): Promise<void> {
    if (this.state.nextThreads === null) return Promise.resolve();
    return this.once("threads", () => this.readThreads("more"));
  }

  /** Sees to it that a tree is there; throws a Problem when it cannot be read. */
  async openTree(rootId: string, topId: string): Promise<void> {
    if (this.state.trees[topId]) return;
    await this.once(topId, () => this.readTree(rootId, topId));
  }

  /** Reads the next part of a tree. */
  moreOfTree(topId: string): Promise<void> {
    return this.once(`more ${topId}`, async () => {
      const tree = this.state.trees[topId];
      if (!tree?.cursor) return;
      const cursor = tree.cursor;
      const since = await this.recorded(async () => {
        const part = await readOn(tree, cursor);
        // It was read anew meanwhile.
        if (this.state.trees[topId]?.cursor !== cursor) return;
        for (const message of part.messages) this.growing.start(message);
        this.apply({ kind: "below", top: topId, part });
      });
      this.tellAgain(since);
    });
  }

  private async readTree(rootId: string, topId: string): Promise<void> {
    const known = this.state.trees[topId]?.messages.length ?? 0;
    const since = await this.recorded(async () => {
      const tree = await readTree({ conversationId: this.id, rootId, topId }, known);
      for (const message of tree.messages) this.growing.start(message);
      this.apply({ kind: "tree", top: topId, tree, others: maxTrees });
    });
    this.tellAgain(since);
  }

  /** Reads something and returns what happened meanwhile: the answer may be of the time before. */
  private async recorded(read: () => Promise<void>): Promise<readonly StreamEvent[]> {
    const recording: StreamEvent[] = [];
    this.recordings.add(recording);
    try {
      await read();
    } finally {
      this.recordings.delete(recording);
    }
    return recording;
  }

  /** Runs work unless the same is under way. */
  private once(name: string, work: () => Promise<void>): Promise<void> {
    const running = this.reading.get(name);
    if (running) return running;
    const started = work().finally(() => this.reading.delete(name));
    this.reading.set(name, started);
    return started;
  }

  private async readChunks(messageId: string, from: number): Promise<void> {
    try {
      const chunks = await getChunks(messageId, from);
      const pieces = chunks.map((c) => ({ index: c.idx, content: c.content, reasoning: c.reasoning ?? "" }));
      // The log does not have what is missing: the tree has the whole text.
      if (!this.growing.fill(messageId, pieces)) await this.refresh();
      this.schedule();
    } catch {
      // The end of the answer brings the tree anew.
    }
  }

  /* Sending */

  /** Takes over messages that an answer to a request carried. */
  take(messages: readonly Message[]): void {
    for (const message of messages) this.growing.start(message);
    this.apply({ kind: "posted", messages });
  }

  protected makeView(): RoomView {
    const { phase, problem, link } = this;
    return { ...this.state, phase, problem, link, outbox: this.sending.outbox };
  }

  // In the frame of the view: the end of an answer must not show the text before it.
  protected override onFrame(): void {
    this.growing.flush();
  }
}
