import type { Token, Tokens } from "marked";
import { memo, useRef } from "react";
import { useLanguage } from "@/shared/i18n";
import { complete, withoutFenceEnd } from "./complete";
import { isClosed, lex } from "./lex";
import { type RenderContext, renderTokens } from "./render";
import { emptySplit, type Split, splitAll, splitMore } from "./split";

export interface MarkdownProps {
  text: string;
  /** Whether more text will follow. */
  growing: boolean;
  /** Keeps the anchors of several texts on one page apart. */
  scope: string;
  /** Draws running text, such as names in it; the text itself without. */
  decorate?: RenderContext["decorate"];
}

/** A text in Markdown. Blocks that will not change any more are not drawn again. */
export const Markdown = memo(function Markdown({ text, growing, scope, decorate }: MarkdownProps) {
  useLanguage();
  const split = useRef<Split>(emptySplit);
  const live = useRef(growing);
  live.current ||= growing;
  split.current = growing ? splitMore(split.current, text) : finish(split.current, text);
  const blocks = split.current.blocks.filter((block) => block.type !== "space");
  return (
    <div className={growing ? "prose growing" : "prose"}>
      {blocks.map((block, i) => (
        <Block
          // biome-ignore lint/suspicious/noArrayIndexKey: blocks have no identity but their place
          key={i}
          block={block}
          raw={block.raw}
          unfinished={growing && i === blocks.length - 1}
          live={live.current}
          scope={scope}
          decorate={decorate}
        />
      ))}
    </div>
  );
});

/** The whole text is read once more at the end, for references to links. */
function finish(before: Split, text: string): Split {
  return before.text === text && before.final ? before : { ...splitAll(text), final: true };
}

interface BlockProps extends RenderContext {
  block: Token;
  raw: string;
  unfinished: boolean;
}

const Block = memo(function Block({ block, unfinished, live, scope, decorate }: BlockProps) {
  useLanguage();
  const tokens = unfinished ? completed(block) : [block];
  return <div className="block">{renderTokens(tokens, { live, scope, decorate })}</div>;
}, sameBlock);

function sameBlock(a: BlockProps, b: BlockProps): boolean {
  // While a text grows, a token read again from the same source is the same.
  // Its final reading may have found links that were not known before.
  const same =
    a.raw === b.raw &&
    a.unfinished === b.unfinished &&
    a.live === b.live &&
    a.scope === b.scope &&
    a.decorate === b.decorate;
  return same && (a.block === b.block || !mayRefer(b.raw));
}

function mayRefer(raw: string): boolean {
  return raw.includes("]");
}

function completed(block: Token): Token[] {
  if (block.type !== "code") return lex(complete(block.raw)).filter((token) => token.type !== "space");
  const code = block as Tokens.Code;
  return [isClosed(code) ? code : { ...code, text: withoutFenceEnd(code.text) }];
}
