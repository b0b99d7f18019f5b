/**
 * Markdown tokens as React elements. No HTML is ever made from the text: raw
 * HTML in it is shown as the text it is.
 */
import type { MarkedToken, Token, Tokens } from "marked";
import { Fragment, type ReactNode } from "react";
import { t } from "@/shared/i18n";
import { CodeBlock } from "./code-block";
import { decodeEntities } from "./entities";
import { GrowingText } from "./growing-text";
import { type FootnoteDefinition, type FootnoteReference, isClosed } from "./lex";
import { inlineImage, safeLink } from "./links";

export interface RenderContext {
  /** Whether the text was seen growing: it is then extended in place. */
  readonly live: boolean;
  /** Keeps the anchors of several messages on one page apart. */
  readonly scope: string;
  /** Draws running text that does not grow; it must be the same function for the same result. */
  readonly decorate?: ((text: string) => ReactNode) | undefined;
}

type AnyToken = MarkedToken | FootnoteDefinition | FootnoteReference;

export function renderTokens(tokens: readonly Token[] | undefined, context: RenderContext): ReactNode[] {
  // Blocks and runs of text have no identity but their place, and only the last one changes.
  return (tokens ?? []).map((token, i) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: see above
    <Fragment key={i}>{renderToken(token as AnyToken, context)}</Fragment>
  ));
}

function renderToken(token: AnyToken, context: RenderContext): ReactNode {
  const inside = () => renderTokens("tokens" in token ? token.tokens : undefined, context);
  switch (token.type) {
    case "paragraph":
      return <p>{inside()}</p>;
    case "heading":
      return heading(token.depth, inside());
    case "code":
      return <CodeBlock code={token.text} language={token.lang ?? ""} closed={isClosed(token)} />;
    case "list":
      return list(token, context);
    case "blockquote":
      return <blockquote>{inside()}</blockquote>;
    case "table":
      return table(token, context);
    case "hr":
      return <hr />;
    case "text":
      return token.tokens ? inside() : text(decodeEntities(token.text), context);
    case "escape":
      return text(token.text, context);
    case "strong":
      return <strong>{inside()}</strong>;
    case "em":
      return <em>{inside()}</em>;
    case "del":
      return <del>{inside()}</del>;
    case "codespan":
      return <code>{token.text}</code>;
    case "br":
      return <br />;
    case "link":
      return link(token, inside());
    case "image":
      return image(token);
    case "checkbox":
      return (
        <input
          type="checkbox"
          checked={token.checked}
          readOnly
          disabled
          aria-label={t(token.checked ? "markdown.done" : "markdown.open")}
        />
      );
    case "html":
      return html(token.raw);
    case "footnote_definition":
      return footnote(token, inside(), context);
    case "footnote_reference":
      return (
        <a className="footnote-ref" href={`#${noteId(context.scope, token.label)}`}>
          {token.label}
        </a>
      );
    case "space":
    case "def":
      return null;
    default:
      return text((token as Tokens.Generic).raw, context);
  }
}

function text(value: string, context: RenderContext): ReactNode {
  if (context.live) return <GrowingText text={value} />;
  return context.decorate ? context.decorate(value) : value;
}

function heading(depth: number, children: ReactNode): ReactNode {
  // The page has its own h1; an answer's headings come below it.
  const Tag = `h${Math.min(depth + 1, 6)}` as "h2" | "h3" | "h4" | "h5" | "h6";
  return <Tag data-depth={depth}>{children}</Tag>;
}

function list(token: Tokens.List, context: RenderContext): ReactNode {
  const items = token.items.map((item, i) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: items have no identity but their place
    <li key={i} className={item.task ? "task" : undefined}>
      {renderTokens(item.tokens, context)}
    </li>
  ));
  if (!token.ordered) return <ul>{items}</ul>;
  return <ol start={token.start === "" ? undefined : token.start}>{items}</ol>;
}

function table(token: Tokens.Table, context: RenderContext): ReactNode {
  const align = (cell: Tokens.TableCell) =>
    cell.align === "right" || cell.align === "center" ? cell.align : undefined;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a wide table must be scrollable by keyboard (axe: scrollable-region-focusable)
    // biome-ignore lint/a11y/useSemanticElements: a section with a name is a landmark, and a page may have many tables
    <div role="group" className="table-scroll" aria-label={t("markdown.table")} tabIndex={0}>
      <table>
        <thead>
          <tr>
            {token.header.map((cell, i) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: columns have no identity but their place
              <th key={i} scope="col" className={align(cell)}>
                {renderTokens(cell.tokens, context)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {token.rows.map((row, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: as above
            <tr key={i}>
              {row.map((cell, j) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: as above
                <td key={j} className={align(cell)}>
                  {renderTokens(cell.tokens, context)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function link(token: Tokens.Link, children: ReactNode): ReactNode {
  const href = safeLink(decodeEntities(token.href));
  if (!href) return children;
  return (
    <a href={href} target="_blank" rel="noopener noreferrer nofollow" title={token.title ?? undefined}>
      {children}
    </a>
  );
}

function image(token: Tokens.Image): ReactNode {
  const own = inlineImage(token.href);
  if (own) return <img src={own} alt={token.text} loading="lazy" />;
  const remote = safeLink(token.href);
  const label = token.text || t("markdown.image");
  if (!remote) return label;
  return (
    <a href={remote} target="_blank" rel="noopener noreferrer nofollow">
      {t("markdown.imageLink", { label })}
    </a>
  );
}

function html(raw: string): ReactNode {
  if (/^<br\s*\/?>\s*$/i.test(raw)) return <br />;
  if (/^<!--[\s\S]*-->\s*$/.test(raw)) return null;
  return <span className="whitespace-pre-wrap">{raw}</span>;
}

function noteId(scope: string, label: string): string {
  return `note-${scope}-${encodeURIComponent(label)}`;
}

function footnote(token: FootnoteDefinition, children: ReactNode, context: RenderContext): ReactNode {
  return (
    <div className="footnote" id={noteId(context.scope, token.label)}>
      <span>{token.label}</span>
      <p>{children}</p>
    </div>
  );
}
