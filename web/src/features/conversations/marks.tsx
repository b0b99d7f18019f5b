import { AtSign } from "lucide-react";
import type { Conversation } from "@/shared/api/types";
import { t } from "@/shared/i18n";

/** A larger count says no more. */
const most = 99;

interface Props {
  conversation: Conversation;
  active: boolean;
}

/** What waits in a conversation: an answer that is being written, mentions, unread messages. */
export function Marks({ conversation, active }: Props) {
  const { generating, unread, mentions = 0 } = conversation;
  return (
    <span className="ms-auto flex shrink-0 items-center gap-1.5">
      {generating && (
        <span className="size-2 animate-breathe rounded-full bg-accent">
          <span className="sr-only">{t("chat.generating")}</span>
        </span>
      )}
      {mentions > 0 && !active && (
        <span className="flex size-5 items-center justify-center rounded-full bg-accent-soft text-accent-text">
          <AtSign className="size-3" strokeWidth={2.4} aria-hidden />
          <span className="sr-only">{t("chat.mentions", { count: mentions })}</span>
        </span>
      )}
      {unread > 0 && !active && (
        <span className="flex h-5 min-w-5 items-center justify-center rounded-full bg-accent px-1.5 text-[0.6875rem] font-semibold leading-none text-on-accent tabular-nums">
          <span aria-hidden>{unread > most ? `${most}+` : unread}</span>
          <span className="sr-only">{t("chat.unread", { count: unread })}</span>
        </span>
      )}
    </span>
  );
}
