import { Sparkles, Square } from "lucide-react";
import { type CSSProperties, memo, type ReactNode, useRef } from "react";
import type { Message } from "@/shared/api/types";
import { t, useLanguage } from "@/shared/i18n";
import { hueOf } from "@/shared/lib/hue";
import { Markdown } from "@/shared/markdown";
import { AnswerEnd } from "@/shared/message/answer-end";
import { BranchSwitch } from "@/shared/message/branch-switch";
import { EditForm } from "@/shared/message/edit-form";
import { Reasoning } from "@/shared/message/reasoning";
import { Waiting } from "@/shared/message/waiting";
import * as actions from "../actions";
import { useGrowing } from "../live/registry";
import { useRoom, useThread } from "../room-context";
import { MessageFrame } from "./message-frame";
import { MessageTools } from "./message-tools";

interface Props {
  message: Message;
  /** All answers of the same model to the same message, this one included. */
  versions: readonly string[];
  /** Whether nothing was replied yet: then offers make sense. */
  unanswered: boolean;
  /** Whose post it answers. */
  asker?: string | undefined;
  /** Whether it stands in a card, beside others. */
  inCard?: boolean;
  tools: ReactNode;
}

/** A model's answer, also while it grows. */
export const AnswerPost = memo(function AnswerPost({
  message,
  versions,
  unanswered,
  asker,
  inCard = false,
  tools,
}: Props) {
  useLanguage();
  const { room, canPost } = useRoom();
  const { editing, edit, choose } = useThread();
  const body = useRef<HTMLDivElement>(null);
  const live = useGrowing(room, message.id);
  const streaming = message.status === "streaming";
  const growing = streaming ? live : undefined;
  const content = growing?.content ?? message.content;
  const reasoning = growing?.reasoning ?? message.answer?.reasoning ?? "";
  const name = message.answer?.model_name || t("message.assistant");
  return (
    <MessageFrame
      message={message}
      name={name}
      busy={streaming}
      avatar={<ModelMark id={message.answer?.model_id ?? name} />}
      inLine={inCard}
      tools={tools}
      aside={streaming && canPost && <StopAnswer message={message} name={name} />}
    >
      {editing === message.id ? (
        <EditForm
          text={message.content}
          onCancel={() => edit(null)}
          onSave={async (text) => {
            const saved = await actions.saveEdit(message, text);
            if (saved) edit(null);
            return saved;
          }}
        />
      ) : (
        <div ref={body}>
          {reasoning && (
            <Reasoning message={message} text={reasoning} thinking={streaming && content === ""} />
          )}
          {content !== "" && <Markdown text={content} growing={streaming} scope={message.id} />}
          {streaming && content === "" && !reasoning && <Waiting />}
          {!streaming && (
            <AnswerEnd
              message={message}
              latest={canPost && unanswered}
              actions={{
                regenerate: (of, wish) => void actions.regenerate(room, of, wish),
                goOn: (of) => void actions.goOn(room, of),
              }}
            />
          )}
        </div>
      )}
      {!streaming && editing !== message.id && (
        <MessageTools message={message} name={name} answered asker={asker} shown={body}>
          {tools}
          <BranchSwitch
            message={{ ...message, sibling_ids: [...versions] }}
            onSwitch={(version) => choose(message, version)}
          />
        </MessageTools>
      )}
    </MessageFrame>
  );
});

function ModelMark({ id }: { id: string }) {
  return (
    <span
      style={{ "--hue": hueOf(id) } as CSSProperties}
      className="avatar flex size-6 items-center justify-center rounded-lg sm:size-7"
    >
      <Sparkles className="size-3.5" aria-hidden />
    </span>
  );
}

function StopAnswer({ message, name }: { message: Message; name: string }) {
  return (
    <button
      type="button"
      aria-label={t("answer.stop", { name })}
      onClick={() => void actions.stop(message)}
      className="ms-auto inline-flex h-6 shrink-0 items-center gap-1.5 rounded-md px-2 text-xs font-medium text-text ring-1 ring-line ring-inset hoverable:hover:bg-hover touch:h-8"
    >
      <Square className="size-2.5 fill-current" aria-hidden />
      {t("composer.stop")}
    </button>
  );
}
