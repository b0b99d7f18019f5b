import clsx from "clsx";
import { Fragment, type ReactNode } from "react";
import { findMentions, type Mentionable } from "./mentions";

interface Props {
  text: string;
  targets: readonly Mentionable[];
  /** The reader, whose own name stands out. */
  me: string;
}

/** Running text in which the names that were called are visible as such. */
export function MentionText({ text, targets, me }: Props) {
  if (!text.includes("@")) return text;
  const parts: ReactNode[] = [];
  let at = 0;
  for (const { target, start, end } of findMentions(text, targets)) {
    parts.push(<Fragment key={at}>{text.slice(at, start)}</Fragment>);
    parts.push(
      <span
        key={start}
        data-mention={target.kind}
        className={clsx(
          "rounded-md px-1 py-px font-medium [box-decoration-break:clone]",
          target.id === me ? "bg-accent text-on-accent" : "bg-accent-soft text-accent-text",
        )}
      >
        {text.slice(start, end)}
      </span>,
    );
    at = end;
  }
  parts.push(<Fragment key={at}>{text.slice(at)}</Fragment>);
  return parts;
}
