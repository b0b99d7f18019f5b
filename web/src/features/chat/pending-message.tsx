import { copy } from "@/shared/copy/copy";
import { t } from "@/shared/i18n";
import type { Outgoing } from "@/shared/live/outbox";
import { Button } from "@/shared/ui/button";
import { Bubble } from "./user-message";

interface Props {
  out: Outgoing;
  onRetry: () => void;
  onDiscard: () => void;
}

/** A message on its way, or one that did not make it. */
export function PendingMessage({ out, onRetry, onDiscard }: Props) {
  return (
    <article aria-label={t("message.yours")} className="flex flex-col items-end gap-2">
      <div className={out.failure === undefined ? "contents" : "contents opacity-80"}>
        <Bubble text={out.content} />
      </div>
      {out.failure !== undefined && (
        <div role="alert" className="flex flex-wrap items-center justify-end gap-2 text-sm text-danger">
          <p>{t("send.failed", { reason: out.failure })}</p>
          <div className="flex gap-2 text-text">
            <Button size="sm" onClick={onRetry}>
              {t("action.retry")}
            </Button>
            <Button size="sm" onClick={() => void copy(out.content)}>
              {t("action.copy")}
            </Button>
            <Button size="sm" variant="ghost" onClick={onDiscard}>
              {t("send.discard")}
            </Button>
          </div>
        </div>
      )}
    </article>
  );
}
