import { Marked, type Token, type Tokens } from "marked";

export interface FootnoteDefinition {
  type: "footnote_definition";
  raw: string;
  label: string;
  tokens: Token[];
}

export interface FootnoteReference {
  type: "footnote_reference";
  raw: string;
  label: string;
}

const marked = new Marked({
  gfm: true,
  extensions: [
    {
      name: "footnote_definition",
      level: "block",
      start: (text) => /^\[\^[^\]\s]+\]:/m.exec(text)?.index,
      tokenizer(text) {
        // A definition ends at a blank line or where the next one begins.
        const match = /^\[\^([^\]\s]+)\]:[ \t]*((?:[^\n]+)(?:\n(?!\[\^[^\]\s]+\]:|[ \t]*\n)[^\n]+)*)\n?/.exec(
          text,
        );
        if (!match) return undefined;
        const token = {
          type: "footnote_definition",
          raw: match[0],
          label: match[1] ?? "",
          tokens: [] as Token[],
        };
        this.lexer.inline((match[2] ?? "").replace(/\n[ \t]+/g, "\n"), token.tokens);
        return token;
      },
    },
    {
      name: "footnote_reference",
      level: "inline",
      start: (text) => text.indexOf("[^"),
      tokenizer(text) {
        const match = /^\[\^([^\]\s]+)\](?!:)/.exec(text);
        return match ? { type: "footnote_reference", raw: match[0], label: match[1] ?? "" } : undefined;
      },
    },
  ],
});

/** The top-level blocks of a text. */
export function lex(text: string): Token[] {
  return marked.lexer(text);
}

/** Whether a fenced code block has its closing fence. */
export function isClosed(code: Tokens.Code): boolean {
  const fence = /^ {0,3}(`{3,}|~{3,})/.exec(code.raw)?.[1];
  if (!fence) return true;
  const last = code.raw.trimEnd().split("\n");
  return last.length > 1 && (last.at(-1) ?? "").trim().startsWith(fence);
}
