import { Link } from "@tanstack/react-router";
import clsx from "clsx";
import { AtSign } from "lucide-react";
import { type KeyboardEvent, memo } from "react";
import { t, useLanguage } from "@/shared/i18n";
import { listOf } from "@/shared/lib/list";
import { fullTime, shortTime } from "@/shared/lib/time";
import { Avatar } from "@/shared/ui/avatar";
import type { ThreadEntry, Typist, Unread } from "../live/state";
import { typingText } from "../live/typing-text";
import { useRoom } from "../room-context";
import { plain } from "./plain";

interface Props {
  entry: ThreadEntry;
  unread: Unread | undefined;
  typists: readonly Typist[];
  /** Whether an answer is being written in it. */
  answering: boolean;
  active: boolean;
  onKeyDown: (event: KeyboardEvent<HTMLElement>) => void;
}

/** A thread in the list. */
export const ThreadRow = memo(function ThreadRow({
  entry,
  unread,
  typists,
  answering,
  active,
  onKeyDown,
}: Props) {
  useLanguage();
  const { conversationId, accountId, nameOf } = useRoom();
  const author = nameOf(entry.root_author ?? undefined);
  const isNew = (unread?.unread ?? 0) > 0;
  const typing = typingText(
    typists
      .filter((typist) => typist.rootId === entry.root_id && typist.userId !== accountId)
      .map((typist) => nameOf(typist.userId)),
  );
  return (
    <Link
      to="/chats/$conversationId"
      params={{ conversationId }}
      search={{ thread: entry.root_id }}
      data-thread={entry.root_id}
      onKeyDown={onKeyDown}
      aria-current={active ? "page" : undefined}
      className={clsx(
        "mb-0.5 flex gap-2.5 rounded-xl px-2.5 py-2.5",
        active ? "bg-selected" : "hoverable:hover:bg-hover",
      )}
    >
      <Avatar id={entry.root_author ?? ""} name={author} className="mt-0.5 size-7 text-[0.6875rem]" />
      <span className="min-w-0 flex-1">
        <span className="flex items-baseline gap-2 text-xs text-muted">
          <span
            className={clsx("truncate text-[0.8125rem]", isNew ? "font-semibold text-text" : "font-medium")}
          >
            {author}
          </span>
          <time
            dateTime={entry.last_activity_at}
            title={fullTime(entry.last_activity_at)}
            className="ms-auto shrink-0"
          >
            {shortTime(entry.last_activity_at)}
          </time>
        </span>
        <span
          className={clsx(
            "mt-0.5 line-clamp-2 text-sm leading-snug [overflow-wrap:anywhere]",
            isNew ? "font-medium" : "text-text/85",
            entry.root_excerpt === "" && "italic text-muted",
          )}
        >
          {plain(entry.root_excerpt) || t("message.removed")}
        </span>
        <span className="mt-1 flex min-h-5 items-center gap-1.5 text-xs text-muted">
          {answering && (
            <span className="size-2 shrink-0 animate-breathe rounded-full bg-accent" aria-hidden />
          )}
          <span className="truncate">
            {typing || (answering ? t("chat.generating") : t("thread.count", { count: entry.message_count }))}
          </span>
          <Repliers entry={entry} />
          <Counts unread={unread} />
        </span>
      </span>
    </Link>
  );
});

/** Who wrote last, as far as it is known. */
function Repliers({ entry }: { entry: ThreadEntry }) {
  const { nameOf } = useRoom();
  if (entry.repliers.length === 0) return null;
  return (
    <span className="flex shrink-0 gap-0.5">
      {entry.repliers.map((id) => (
        <Avatar key={id} id={id} name={nameOf(id)} className="size-4.5 text-[0.5rem]" />
      ))}
      <span className="sr-only">{t("thread.repliers", { names: listOf(entry.repliers.map(nameOf)) })}</span>
    </span>
  );
}

function Counts({ unread }: { unread: Unread | undefined }) {
  if (!unread || unread.unread === 0) return null;
  return (
    <span className="ms-auto flex shrink-0 items-center gap-1">
      {unread.mentions > 0 && (
        <span className="flex size-5 items-center justify-center rounded-full bg-accent-soft text-accent-text">
          <AtSign className="size-3" strokeWidth={2.4} aria-hidden />
          <span className="sr-only">{t("thread.mentions", { count: unread.mentions })}</span>
        </span>
      )}
      <span className="flex h-5 min-w-5 items-center justify-center rounded-full bg-accent px-1.5 text-[0.6875rem] font-semibold tabular-nums text-on-accent">
        <span aria-hidden>{unread.unread > 99 ? "99+" : unread.unread}</span>
        <span className="sr-only">{t("thread.unread", { count: unread.unread })}</span>
      </span>
    </span>
  );
}
