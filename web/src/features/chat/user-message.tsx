import clsx from "clsx";
import { Pencil, Trash2 } from "lucide-react";
import { memo, useState } from "react";
import type { Message } from "@/shared/api/types";
import { t, useLanguage } from "@/shared/i18n";
import { fullTime, shortTime } from "@/shared/lib/time";
import { BranchSwitch } from "@/shared/message/branch-switch";
import { CopyButton } from "@/shared/message/copy-button";
import { EditForm } from "@/shared/message/edit-form";
import { IconButton } from "@/shared/ui/button";
import { RemovedMessage } from "./removed-message";
import type { ThreadActions } from "./thread-actions";

interface Props {
  message: Message;
  actions: ThreadActions;
}

export const UserMessage = memo(function UserMessage({ message, actions }: Props) {
  useLanguage();
  const [editing, setEditing] = useState(false);
  if (message.deleted_at) return <RemovedMessage message={message} actions={actions} />;
  return (
    <article
      aria-label={t("message.yours")}
      data-message-id={message.id}
      className={clsx("group flex flex-col items-end gap-0.5", !editing && "-mb-4 touch:-mb-1")}
    >
      {editing ? (
        <EditForm
          text={message.content}
          onCancel={() => setEditing(false)}
          onRerun={(text) => {
            setEditing(false);
            actions.rerun(message, text);
          }}
          onSave={async (text) => {
            const saved = await actions.saveEdit(message, text);
            if (saved) setEditing(false);
            return saved;
          }}
        />
      ) : (
        <>
          <Bubble text={message.content} />
          <div className="flex h-8 touch:h-9 items-center gap-0.5 opacity-0 transition-opacity group-focus-within:opacity-100 group-hover:opacity-100 touch:opacity-100 has-[[data-branch]]:opacity-100">
            <time
              dateTime={message.created_at}
              title={fullTime(message.created_at)}
              className="px-1.5 text-xs text-muted"
            >
              {message.edited_at
                ? t("message.edited", { time: shortTime(message.created_at) })
                : shortTime(message.created_at)}
            </time>
            <CopyButton text={message.content} />
            <IconButton label={t("message.edit")} onClick={() => setEditing(true)}>
              <Pencil aria-hidden />
            </IconButton>
            <IconButton label={t("message.remove")} onClick={() => actions.remove(message)}>
              <Trash2 aria-hidden />
            </IconButton>
            <BranchSwitch message={message} onSwitch={actions.switchTo} />
          </div>
        </>
      )}
    </article>
  );
});

export function Bubble({ text }: { text: string }) {
  return (
    <div className="max-w-[min(85%,38rem)] whitespace-pre-wrap [unicode-bidi:plaintext] rounded-[1.25rem] rounded-ee-md bg-bubble px-4 py-2.5 text-[0.9688rem] leading-relaxed [overflow-wrap:anywhere]">
      {text}
    </div>
  );
}
