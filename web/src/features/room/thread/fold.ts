/**
 * A thread as it is shown: a tree that stays readable. Answers stand with the
 * message they answer and take no level of their own; what is too deep is left
 * for a view of its own.
 */
import type { Message } from "@/shared/api/types";

/** How many levels of replies are shown below the top. */
export const maxLevels = 4;

/** A message with the answers to it and everything that was replied. */
export interface Branch {
  readonly message: Message;
  /** 0 for the top. */
  readonly level: number;
  readonly answers: readonly AnswerSet[];
  /** To the message and to the answers that are shown, oldest first. */
  readonly replies: readonly Branch[];
  /** How many messages are below, answers included. */
  readonly below: number;
  /** How many of them are too deep to be shown here. */
  readonly deeper: number;
}

/** The answers of one model to one message: the last, unless another one was chosen. */
export interface AnswerSet {
  /** Tells the sets of a message apart. */
  readonly key: string;
  readonly versions: readonly string[];
  readonly shown: Message;
}

/** The chosen version of an answer set, by versionKey. */
export type Versions = Readonly<Record<string, string>>;

export function versionKey(parentId: string, setKey: string): string {
  return `${parentId} ${setKey}`;
}

/** Folds a list in depth-first order, of which the first message is the top; null when it is empty. */
export function fold(messages: readonly Message[], versions: Versions): Branch | null {
  const top = messages[0];
  if (!top) return null;
  return new Folding(messages, versions).branch(top, 0);
}

class Folding {
  private readonly children = new Map<string, Message[]>();
  private readonly sizes = new Map<string, number>();

  constructor(
    messages: readonly Message[],
    private readonly versions: Versions,
  ) {
    for (const message of messages) {
      if (!message.parent_id) continue;
      const siblings = this.children.get(message.parent_id);
      if (siblings) siblings.push(message);
      else this.children.set(message.parent_id, [message]);
    }
    // From the end, children come before their parents.
    for (const message of messages.toReversed()) this.count(message);
  }

  branch(message: Message, level: number): Branch {
    const children = this.children.get(message.id) ?? [];
    const answers = this.answers(message, children.filter(isAnswer));
    const replies = [
      ...children.filter((child) => !isAnswer(child)),
      ...answers.flatMap(({ shown }) => this.children.get(shown.id) ?? []),
    ].sort((a, b) => a.position - b.position);
    const tooDeep = level >= maxLevels;
    return {
      message,
      level,
      answers,
      replies: tooDeep ? [] : replies.map((reply) => this.branch(reply, level + 1)),
      below: this.size(message),
      deeper: tooDeep ? replies.reduce((sum, reply) => sum + 1 + this.size(reply), 0) : 0,
    };
  }

  private answers(parent: Message, answers: readonly Message[]): AnswerSet[] {
    const sets = new Map<string, Message[]>();
    for (const answer of answers) sets.set(setKeyOf(answer), [...(sets.get(setKeyOf(answer)) ?? []), answer]);
    return [...sets].map(([key, set]) => {
      const chosen = this.versions[versionKey(parent.id, key)];
      const shown = set.find((answer) => answer.id === chosen) ?? (set.at(-1) as Message);
      return { key, versions: set.map((answer) => answer.id), shown };
    });
  }

  private count(message: Message): void {
    const children = this.children.get(message.id) ?? [];
    this.sizes.set(
      message.id,
      children.reduce((sum, child) => sum + 1 + this.size(child), 0),
    );
  }

  private size(message: Message): number {
    return this.sizes.get(message.id) ?? 0;
  }
}

/** The messages of a branch in the order in which they are shown. */
export function* shownIn(branch: Branch): Generator<Message> {
  yield branch.message;
  for (const { shown } of branch.answers) yield shown;
  for (const reply of branch.replies) yield* shownIn(reply);
}

export function isAnswer(message: Message): boolean {
  return message.role === "assistant";
}

export function setKeyOf(answer: Message): string {
  return answer.answer?.model_id ?? answer.answer?.model_name ?? "";
}

/**
 * The message at the top of the view in which the last message of a line is
 * shown, with as much around it as fits. The line begins at the root.
 */
export function topFor(line: readonly Message[]): Message | undefined {
  let top = line[0];
  let level = -1;
  let lastPost = top;
  for (const message of line) {
    if (isAnswer(message)) continue;
    if (level === maxLevels) {
      top = lastPost;
      level = 0;
    }
    level++;
    lastPost = message;
  }
  return top;
}
