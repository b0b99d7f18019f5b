import type { Conversation } from "@/shared/api/types";
import { t } from "@/shared/i18n";

/** A larger count says no more. */
const most = 99;

interface Props {
  conversation: Conversation;
  active: boolean;
}

/** What waits in a conversation: an answer that is being written, unread messages. */
export function Marks({ conversation, active }: Props) {
  const { generating, unread } = conversation;
  return (
    <span className="ms-auto flex shrink-0 items-center gap-1.5">
      {generating && (
        <span className="size-2 animate-breathe rounded-full bg-accent">
          <span className="sr-only">{t("chat.generating")}</span>
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
