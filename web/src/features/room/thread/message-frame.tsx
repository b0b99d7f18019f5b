import { Link } from "@tanstack/react-router";
import clsx from "clsx";
import { type ReactNode, useEffect, useRef } from "react";
import type { Message } from "@/shared/api/types";
import { t } from "@/shared/i18n";
import { fullTime, shortTime } from "@/shared/lib/time";
import { factsOf } from "@/shared/message/facts";
import * as actions from "../actions";
import { useRoom, useThread } from "../room-context";

interface Props {
  message: Message;
  name: string;
  avatar: ReactNode;
  /** Whether the avatar stands in the line with the name, not beside the text. */
  inLine?: boolean;
  /** What stays in reach when the message was deleted. */
  tools: ReactNode;
  /** At the end of the line with the name. */
  aside?: ReactNode;
  /** Whether the text is still growing. */
  busy?: boolean;
  children: ReactNode;
}

/** What every message has: who, when, and the marks that hold for it. */
export function MessageFrame({ message, name, avatar, inLine = false, tools, aside, busy, children }: Props) {
  const { conversationId } = useRoom();
  const { fresh, target, watch } = useThread();
  const article = useRef<HTMLElement>(null);
  useEffect(() => (article.current ? watch(article.current) : undefined), [watch]);
  const deleted = message.deleted_at !== undefined;
  return (
    <article
      ref={article}
      aria-label={t("message.by", { name })}
      aria-busy={busy}
      data-message-id={message.id}
      data-target={target === message.id || undefined}
      className={clsx(
        // What is out of sight costs no layout. The margin is for rings around what is at the edge.
        "group -m-2 flex min-w-0 scroll-my-6 gap-2.5 p-2 [contain-intrinsic-size:auto_6rem] [content-visibility:auto]",
        target === message.id && "rounded-xl bg-accent-soft/60 inset-ring inset-ring-accent/25",
      )}
    >
      {!inLine && <div className={clsx("shrink-0 pt-px", deleted && "opacity-50")}>{avatar}</div>}
      <div className="min-w-0 flex-1">
        <p className={clsx("flex min-h-6 items-center gap-2 text-xs text-muted", inLine && "mb-2")}>
          {inLine && avatar}
          <span className="truncate text-[0.875rem] font-semibold text-text">{name}</span>
          <Link
            to="/chats/$conversationId"
            params={{ conversationId }}
            search={{ thread: message.root_id, message: message.id }}
            title={message.answer ? factsOf(message) : fullTime(message.created_at)}
            className="inline-flex min-h-6 shrink-0 items-center rounded hoverable:hover:underline"
          >
            <time dateTime={message.created_at}>{shortTime(message.created_at)}</time>
          </Link>
          {message.edited_at && !deleted && (
            <span title={fullTime(message.edited_at)} className="shrink-0">
              {t("message.editedMark")}
            </span>
          )}
          {fresh.has(message.id) && (
            <span className="flex shrink-0 items-center">
              <span className="size-1.5 rounded-full bg-accent" aria-hidden />
              <span className="sr-only">{t("thread.new")}</span>
            </span>
          )}
          {aside}
        </p>
        {deleted ? <Removed message={message}>{tools}</Removed> : children}
      </div>
    </article>
  );
}

/** What stays of a message that was deleted: its place, and for some the way back. */
function Removed({ message, children }: { message: Message; children: ReactNode }) {
  const { canModerate } = useRoom();
  return (
    <div className="flex min-h-7 flex-wrap items-center gap-2 text-sm text-muted">
      <p className="italic">{t("message.removed")}</p>
      {canModerate && (
        <button
          type="button"
          onClick={() => void actions.restore(message)}
          className="rounded-md px-1.5 py-1 font-medium text-accent-text hoverable:hover:bg-hover"
        >
          {t("action.restore")}
        </button>
      )}
      {children}
    </div>
  );
}
