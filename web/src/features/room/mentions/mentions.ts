/** Names after an @ in the text of a message, read as the server reads them. */

/** Somebody or something that can be called by @name. */
export interface Mentionable {
  readonly kind: "person" | "model" | "assistant";
  readonly id: string;
  /** What follows the @. */
  readonly name: string;
  /** Other names under which the server knows it. */
  readonly aliases: readonly string[];
  /** What is shown of it in a list. */
  readonly label: string;
}

export interface Mention {
  readonly target: Mentionable;
  readonly start: number;
  readonly end: number;
}

const word = /[\p{L}\p{N}_]/u;

/**
 * Finds the mentions in a text. The longest name wins: "@gpt-4-mini" does not
 * call gpt-4. The @ of an e-mail address calls nobody.
 */
export function findMentions(text: string, targets: readonly Mentionable[]): Mention[] {
  const found: Mention[] = [];
  for (let at = text.indexOf("@"); at >= 0; at = text.indexOf("@", at + 1)) {
    if (at > 0 && word.test(text[at - 1] ?? "")) continue;
    const mention = longestAt(text, at, targets);
    if (mention) found.push(mention);
  }
  return found;
}

function longestAt(text: string, at: number, targets: readonly Mentionable[]): Mention | null {
  let best: Mention | null = null;
  for (const target of targets) {
    for (const name of [target.name, ...target.aliases]) {
      const end = at + 1 + name.length;
      if (name === "" || (best && end <= best.end)) continue;
      if (text.slice(at + 1, end).toLowerCase() !== name.toLowerCase()) continue;
      if (word.test(text[end] ?? "")) continue;
      best = { target, start: at, end };
    }
  }
  return best;
}

/** What is being typed after an @, and where that @ stands. */
export interface Query {
  readonly start: number;
  readonly text: string;
}

/** The unfinished mention right before the caret; null when there is none. */
export function queryAt(text: string, caret: number): Query | null {
  const match = /(?:^|[^\p{L}\p{N}_])@([\p{L}\p{N}._/:-]*)$/u.exec(text.slice(0, caret));
  const query = match?.[1];
  return query === undefined ? null : { start: caret - query.length - 1, text: query };
}

const maxOffered = 8;

/** The targets that fit a query, in their order, those that begin with it first. */
export function offersFor(query: string, targets: readonly Mentionable[]): Mentionable[] {
  const wanted = query.toLowerCase();
  const begins = (text: string) => text.toLowerCase().startsWith(wanted);
  const rank = (target: Mentionable) => {
    const names = [target.name, target.label, ...target.aliases];
    if (names.some(begins)) return 0;
    if (names.some((name) => name.split(/[\s._/:-]+/).some(begins))) return 1;
    return 2;
  };
  const kinds = ["person", "assistant", "model"];
  return targets
    .map((target, order) => ({ target, order, rank: rank(target) }))
    .filter((entry) => entry.rank < 2)
    .sort(
      (a, b) =>
        // Participants come before models, whatever fits better.
        Number(a.target.kind !== "person") - Number(b.target.kind !== "person") ||
        a.rank - b.rank ||
        kinds.indexOf(a.target.kind) - kinds.indexOf(b.target.kind) ||
        a.order - b.order,
    )
    .slice(0, maxOffered)
    .map((entry) => entry.target);
}
