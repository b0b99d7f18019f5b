import clsx from "clsx";
import type { Message } from "@/shared/api/types";
import { t } from "@/shared/i18n";
import { BranchSwitch } from "@/shared/message/branch-switch";
import type { ThreadActions } from "./thread-actions";

/** What stays of a message that was deleted: its place, and the way back. */
export function RemovedMessage({ message, actions }: { message: Message; actions: ThreadActions }) {
  return (
    <article
      aria-label={t("message.removed")}
      data-message-id={message.id}
      className={clsx("flex items-center gap-2 text-sm text-muted", message.role === "user" && "justify-end")}
    >
      <p className="italic">{t("message.removed")}</p>
      <button
        type="button"
        onClick={() => actions.restore(message)}
        className="rounded-md px-1.5 py-1 font-medium text-accent-text hoverable:hover:bg-hover"
      >
        {t("action.restore")}
      </button>
      <BranchSwitch message={message} onSwitch={actions.switchTo} />
    </article>
  );
}
