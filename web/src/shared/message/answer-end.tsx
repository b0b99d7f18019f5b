import { OctagonX, RotateCw, Shuffle } from "lucide-react";
import { useRef, useState } from "react";
import type { Message } from "@/shared/api/types";
import { t } from "@/shared/i18n";
import { Said } from "@/shared/i18n/said";
import { ModelPicker, preloadModelPicker } from "@/shared/model-picker/model-picker";
import { Button } from "@/shared/ui/button";
import { Notice } from "@/shared/ui/notice";
import type { AnswerActions } from "./actions";

interface Props {
  message: Message;
  actions: AnswerActions;
  /** Offers are made for the newest answer only. */
  latest: boolean;
}

/** How an answer ended, when it did not end well, and what to do about it. */
export function AnswerEnd({ message, actions, latest }: Props) {
  const { answer, status } = message;
  if (status === "failed") {
    return (
      <Notice
        tone="danger"
        className="mt-3"
        title={t("answer.failed", { provider: answer?.provider_name || t("answer.theProvider") })}
        actions={latest && <Another message={message} actions={actions} label={t("action.retry")} />}
      >
        <Said text={answer?.error?.message ?? t("answer.noReason")} />
      </Notice>
    );
  }
  if (status === "interrupted") {
    return (
      <Notice
        tone="warn"
        className="mt-3"
        title={t("answer.interrupted")}
        actions={
          latest && (
            <>
              {message.content && <GoOn message={message} actions={actions} />}
              <Another message={message} actions={actions} label={t("regenerate.short")} />
            </>
          )
        }
      >
        {t("answer.interruptedText")}
      </Notice>
    );
  }
  if (status === "cancelled")
    return <Remark text={t("answer.stopped")} message={message} actions={actions} latest={latest} />;
  if (answer?.finish_reason === "length")
    return <Remark text={t("answer.length")} message={message} actions={actions} latest={latest} />;
  if (answer?.finish_reason === "content_filter")
    return <Remark text={t("answer.filtered")} message={message} actions={actions} latest={false} />;
  return null;
}

function Remark({ text, message, actions, latest }: Props & { text: string }) {
  return (
    <div className="mt-3 flex flex-wrap items-center gap-x-3 gap-y-2 text-sm text-muted">
      <p className="flex items-center gap-1.5">
        <OctagonX className="size-4" aria-hidden />
        {text}
      </p>
      {latest && message.content && <GoOn message={message} actions={actions} />}
    </div>
  );
}

function GoOn({ message, actions }: Omit<Props, "latest">) {
  return (
    <Button size="sm" onClick={() => actions.goOn(message)}>
      {t("answer.continue")}
    </Button>
  );
}

function Another({ message, actions, label }: Omit<Props, "latest"> & { label: string }) {
  const modelId = message.answer?.model_id;
  const other = useRef<HTMLButtonElement>(null);
  const [choosing, setChoosing] = useState(false);
  return (
    <>
      <Button size="sm" onClick={() => actions.regenerate(message, { modelId })}>
        <RotateCw className="size-3.5" aria-hidden />
        {label}
      </Button>
      <Button
        ref={other}
        size="sm"
        aria-haspopup="dialog"
        aria-expanded={choosing}
        onPointerEnter={preloadModelPicker}
        onClick={() => setChoosing(!choosing)}
      >
        <Shuffle className="size-3.5" aria-hidden />
        {t("regenerate.otherShort")}
      </Button>
      <ModelPicker
        open={choosing}
        onOpenChange={setChoosing}
        anchor={other}
        chosenId={undefined}
        except={modelId}
        onChoose={({ id }) => actions.regenerate(message, { modelId: id })}
      />
    </>
  );
}
