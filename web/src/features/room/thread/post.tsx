import clsx from "clsx";
import { memo, type ReactNode } from "react";
import type { Message } from "@/shared/api/types";
import { useLanguage } from "@/shared/i18n";
import { Markdown } from "@/shared/markdown";
import { EditForm } from "@/shared/message/edit-form";
import { Avatar } from "@/shared/ui/avatar";
import * as actions from "../actions";
import { useRoom, useThread } from "../room-context";
import type { AnswerSet } from "./fold";
import { MessageFrame } from "./message-frame";
import { MessageTools } from "./message-tools";

interface Props {
  message: Message;
  answers: readonly AnswerSet[];
  /** Whether it heads the view. */
  isTop: boolean;
  tools: ReactNode;
}

/** A person's message. */
export const Post = memo(function Post({ message, answers, isTop, tools }: Props) {
  useLanguage();
  const { room, nameOf, decorate } = useRoom();
  const { editing, edit } = useThread();
  const author = nameOf(message.author_user_id);

  const rerun = async (text: string) => {
    if (!(await actions.saveEdit(message, text))) return;
    edit(null);
    for (const { shown } of answers)
      void actions.regenerate(room, shown, { modelId: shown.answer?.model_id });
  };
  return (
    <MessageFrame
      message={message}
      name={author}
      avatar={
        <Avatar
          id={message.author_user_id ?? ""}
          name={author}
          className="size-6 text-[0.6875rem] sm:size-7"
        />
      }
      tools={tools}
    >
      {editing === message.id ? (
        <EditForm
          text={message.content}
          onCancel={() => edit(null)}
          onRerun={answers.length > 0 ? (text) => void rerun(text) : undefined}
          onSave={async (text) => {
            const saved = await actions.saveEdit(message, text);
            if (saved) edit(null);
            return saved;
          }}
        />
      ) : (
        <>
          {/* People's lines break where they broke them. */}
          <div
            className={clsx(
              "[&_li]:whitespace-pre-line [&_p]:whitespace-pre-line",
              isTop && "[&_.prose]:text-base",
            )}
          >
            <Markdown text={message.content} growing={false} scope={message.id} decorate={decorate} />
          </div>
          <MessageTools message={message} name={author} answered={answers.length > 0}>
            {tools}
          </MessageTools>
        </>
      )}
    </MessageFrame>
  );
});
