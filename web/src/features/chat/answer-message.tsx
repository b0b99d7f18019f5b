import clsx from "clsx";
import { Trash2 } from "lucide-react";
import { memo, useRef } from "react";
import type { Message } from "@/shared/api/types";
import { t, useLanguage } from "@/shared/i18n";
import type { GrowingText } from "@/shared/live/state";
import { Markdown } from "@/shared/markdown";
import { AnswerEnd } from "@/shared/message/answer-end";
import { BranchSwitch } from "@/shared/message/branch-switch";
import { CopyButton } from "@/shared/message/copy-button";
import { factsOf } from "@/shared/message/facts";
import { Reasoning } from "@/shared/message/reasoning";
import { RegenerateMenu } from "@/shared/message/regenerate-menu";
import { Waiting } from "@/shared/message/waiting";
import { IconButton } from "@/shared/ui/button";
import { RemovedMessage } from "./removed-message";
import type { ThreadActions } from "./thread-actions";

interface Props {
  message: Message;
  /** The text while it grows. */
  growing: GrowingText | undefined;
  actions: ThreadActions;
  latest: boolean;
  /** Whether some answer of the conversation is being written. */
  busy: boolean;
}

export const AnswerMessage = memo(function AnswerMessage({ message, growing, actions, latest, busy }: Props) {
  useLanguage();
  const article = useRef<HTMLElement>(null);
  if (message.deleted_at) return <RemovedMessage message={message} actions={actions} />;
  const streaming = message.status === "streaming";
  const content = growing?.content ?? message.content;
  const reasoning = growing?.reasoning ?? message.answer?.reasoning ?? "";
  const name = message.answer?.model_name || t("message.assistant");
  return (
    <article
      ref={article}
      aria-label={t("message.by", { name })}
      aria-busy={streaming}
      data-message-id={message.id}
      className="group min-w-0"
    >
      {reasoning && <Reasoning message={message} text={reasoning} thinking={streaming && content === ""} />}
      {content !== "" && <Markdown text={content} growing={streaming} scope={message.id} />}
      {streaming && content === "" && !reasoning && <Waiting />}
      {!streaming && <AnswerEnd message={message} actions={actions} latest={latest} />}
      {!streaming && (
        <div
          className={clsx(
            "-ms-2 mt-1 flex h-9 items-center gap-0.5 transition-opacity touch:opacity-100",
            !latest &&
              "opacity-0 group-focus-within:opacity-100 group-hover:opacity-100 has-[[data-branch]]:opacity-100 has-[[data-picking]]:opacity-100",
          )}
        >
          {content !== "" && <CopyButton text={content} shown={article} />}
          <RegenerateMenu message={message} actions={actions} disabled={busy} />
          <IconButton label={t("message.remove")} onClick={() => actions.remove(message)}>
            <Trash2 aria-hidden />
          </IconButton>
          <BranchSwitch message={message} onSwitch={actions.switchTo} />
          <p title={factsOf(message)} className="ms-1 min-w-0 truncate text-xs text-muted">
            {name}
          </p>
        </div>
      )}
    </article>
  );
});
