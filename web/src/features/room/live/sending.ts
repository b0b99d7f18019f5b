import { postMessage } from "@/shared/api/conversations";
import { asProblem } from "@/shared/api/problem";
import type { Message } from "@/shared/api/types";
import { newId } from "@/shared/lib/id";
import { type Outgoing, withoutArrived } from "@/shared/live/outbox";

interface Receiver {
  onChange(): void;
  onPosted(messages: readonly Message[]): void;
}

/** What is on its way from this window into a room. */
export class Sending {
  outbox: readonly Outgoing[] = [];

  constructor(
    private readonly conversationId: string,
    private readonly receiver: Receiver,
  ) {}

  /** Resolves to what was posted; null when it failed and waits to be sent again. */
  send(content: string, parentId: string | undefined): Promise<Message | null> {
    const out: Outgoing = { id: newId(), parentId, content, modelId: undefined };
    this.set([...this.outbox, out]);
    return this.post(out);
  }

  resend(id: string): Promise<Message | null> {
    const out = this.outbox.find((o) => o.id === id);
    if (!out) return Promise.resolve(null);
    const { failure: _, ...again } = out;
    this.set(this.outbox.map((o) => (o.id === id ? again : o)));
    return this.post(again);
  }

  discard(id: string): void {
    this.set(this.outbox.filter((o) => o.id !== id));
  }

  /** The stream may bring a message ahead of the answer to its request. */
  arrived(message: Message): void {
    const left = withoutArrived(this.outbox, message);
    if (left !== this.outbox) this.set(left);
  }

  private async post(out: Outgoing): Promise<Message | null> {
    try {
      const posted = await postMessage(this.conversationId, out.parentId, {
        content: out.content,
        requestId: out.id,
      });
      this.discard(out.id);
      this.receiver.onPosted([posted.message, ...answersOf(posted)]);
      return posted.message;
    } catch (error) {
      const failure = asProblem(error).message;
      this.set(this.outbox.map((o) => (o.id === out.id ? { ...o, failure } : o)));
      return null;
    }
  }

  private set(outbox: readonly Outgoing[]): void {
    this.outbox = outbox;
    this.receiver.onChange();
  }
}

interface Answered {
  answer?: Message;
  answers?: Message[];
}

/** The answers that a post started. */
export function answersOf({ answer, answers }: Answered): Message[] {
  return answers ?? (answer ? [answer] : []);
}
