import { copy } from "@/shared/copy/copy";
import { t } from "@/shared/i18n";
import type { Outgoing } from "@/shared/live/outbox";
import { Button } from "@/shared/ui/button";
import { useRoom } from "../room-context";

/** A message on its way, or one that did not make it. */
export function Unsent({ out }: { out: Outgoing }) {
  const { sending } = useRoom().room;
  return (
    <article aria-label={t("message.yours")} className="flex flex-col gap-2">
      <p className="whitespace-pre-wrap text-[0.9375rem] leading-relaxed opacity-60 [overflow-wrap:anywhere]">
        {out.content}
      </p>
      {out.failure !== undefined && (
        <div role="alert" className="flex flex-wrap items-center gap-2 text-sm text-danger">
          <p className="min-w-0">{t("send.failed", { reason: out.failure })}</p>
          <div className="flex gap-2 text-text">
            <Button size="sm" onClick={() => void sending.resend(out.id)}>
              {t("action.retry")}
            </Button>
            <Button size="sm" onClick={() => void copy(out.content)}>
              {t("action.copy")}
            </Button>
            <Button size="sm" variant="ghost" onClick={() => sending.discard(out.id)}>
              {t("send.discard")}
            </Button>
          </div>
        </div>
      )}
    </article>
  );
}
