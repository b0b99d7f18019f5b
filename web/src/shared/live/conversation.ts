/** An open conversation: its state, its connection and what is being sent. */
import * as api from "@/shared/api/conversations";
import { asProblem, type Problem } from "@/shared/api/problem";
import type { Conversation, Message } from "@/shared/api/types";
import { newId } from "@/shared/lib/id";
import type { Link } from "./connection";
import { LiveStore } from "./live-store";
import { type Outgoing, withoutArrived } from "./outbox";
import { takePeopleEvent } from "./people";
import { reduce } from "./reduce";
import { shareConnection } from "./shared-connection";
import { emptyState, type Input, type LiveState, type News, type Wish } from "./state";

export interface View extends LiveState {
  readonly phase: "loading" | "ready" | "failed";
  readonly problem: Problem | null;
  readonly link: Link;
  readonly outbox: readonly Outgoing[];
  readonly loadingOlder: boolean;
}

const againMs = 5_000;

export class LiveConversation extends LiveStore<View, News> {
  private state: LiveState = emptyState;
  private phase: View["phase"] = "loading";
  private problem: Problem | null = null;
  private link: Link = "connecting";
  private outbox: readonly Outgoing[] = [];
  private loadingOlder = false;
  /** Input that came while a snapshot was under way; it goes on top of it. */
  private waiting: Input[] | null = null;
  private disconnect: (() => void) | null = null;
  private again: ReturnType<typeof setTimeout> | undefined;

  constructor(readonly id: string) {
    super();
  }

  /* Life */

  protected get connected(): boolean {
    return this.disconnect !== null;
  }

  /** A conversation just made has nothing to load. */
  seed(conversation: Conversation): void {
    this.state = { ...emptyState, position: conversation.position };
    this.phase = "ready";
    this.publish();
  }

  close(): void {
    clearTimeout(this.again);
    this.disconnect?.();
    this.disconnect = null;
  }

  async retry(): Promise<void> {
    this.phase = "loading";
    this.problem = null;
    this.publish();
    await this.start();
  }

  protected async start(): Promise<void> {
    if (this.phase !== "ready") await this.loadSnapshot();
    if (this.phase !== "ready" || !this.used || this.connected) return;
    this.disconnect = shareConnection({
      name: this.id,
      path: () => `/api/stream/conversations/${this.id}?last_event_id=evt_${this.state.position}`,
      inBackground: false,
      place: { reached: () => this.state.position, onBehind: () => void this.loadSnapshot() },
      onEvent: (event) => {
        takePeopleEvent(event);
        this.feed({ kind: "event", event });
      },
      onLink: (link) => {
        this.link = link;
        this.publish();
      },
    });
  }

  /* State */

  private feed(input: Input): void {
    if (this.waiting) this.waiting.push(input);
    else this.apply(input);
  }

  private apply(input: Input): void {
    const step = reduce(this.state, input);
    this.state = step.state;
    for (const wish of step.wishes) this.grant(wish);
    for (const news of step.news) this.tell(news);
    this.publish();
  }

  private grant(wish: Wish): void {
    if (wish.kind === "snapshot") void this.loadSnapshot();
    else void this.loadChunks(wish.messageId, wish.from);
  }

  private tell(news: News): void {
    if (news.kind === "added") this.outbox = withoutArrived(this.outbox, news.message);
    this.announce(news);
  }

  private async loadSnapshot(): Promise<void> {
    if (this.waiting) return;
    this.waiting = [];
    clearTimeout(this.again);
    try {
      const line = await api.getLine(this.id);
      const late = this.waiting;
      this.waiting = null;
      this.phase = "ready";
      this.apply({ kind: "snapshot", line });
      for (const input of late) this.feed(input);
    } catch (error) {
      const late = this.waiting ?? [];
      this.waiting = null;
      this.problem = asProblem(error);
      // What is shown already stays; only a first load can fail visibly.
      if (this.phase === "loading") this.phase = "failed";
      else this.again = setTimeout(() => this.used && void this.loadSnapshot(), againMs);
      for (const input of late) this.feed(input);
      this.publish();
    }
  }

  private async loadChunks(messageId: string, from: number): Promise<void> {
    try {
      this.feed({ kind: "chunks", messageId, chunks: await api.getChunks(messageId, from) });
    } catch {
      this.grant({ kind: "snapshot" });
    }
  }

  async loadOlder(): Promise<void> {
    const first = this.state.line[0];
    if (!first || !this.state.more || this.loadingOlder) return;
    this.loadingOlder = true;
    this.publish();
    try {
      this.feed({ kind: "older", line: await api.getLine(this.id, first.id) });
    } catch {
      // Scrolling up again asks again.
    } finally {
      this.loadingOlder = false;
      this.publish();
    }
  }

  /** Shows the branch that the server regards as active now. */
  refresh(): Promise<void> {
    return this.loadSnapshot();
  }

  /** Takes over messages that an answer to a request carried. */
  take(...messages: Message[]): void {
    this.feed({ kind: "posted", messages });
  }

  /* Sending */

  /** Sends below a message, as a new root (null), or by default at the end. */
  send(
    content: string,
    modelId: string | undefined,
    parent: string | null | undefined = this.state.line.at(-1)?.id,
  ): void {
    const out: Outgoing = { id: newId(), parentId: parent ?? undefined, content, modelId };
    this.outbox = [...this.outbox, out];
    this.publish();
    void this.post(out);
  }

  resend(id: string): void {
    const out = this.outbox.find((o) => o.id === id);
    if (!out) return;
    const { failure: _, ...again } = out;
    this.outbox = this.outbox.map((o) => (o.id === id ? again : o));
    this.publish();
    void this.post(again);
  }

  discard(id: string): void {
    this.outbox = this.outbox.filter((o) => o.id !== id);
    this.publish();
  }

  private async post(out: Outgoing): Promise<void> {
    try {
      const posted = await api.postMessage(this.id, out.parentId, {
        content: out.content,
        requestId: out.id,
        modelId: out.modelId,
      });
      this.outbox = this.outbox.filter((o) => o.id !== out.id);
      this.take(posted.message, ...(posted.answer ? [posted.answer] : []));
    } catch (error) {
      const failure = asProblem(error).message;
      this.outbox = this.outbox.map((o) => (o.id === out.id ? { ...o, failure } : o));
      this.publish();
    }
  }

  protected makeView(): View {
    const { phase, problem, link, outbox, loadingOlder } = this;
    return { ...this.state, phase, problem, link, outbox, loadingOlder };
  }
}
