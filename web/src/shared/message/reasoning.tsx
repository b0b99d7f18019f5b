import { ChevronRight } from "lucide-react";
import type { Message } from "@/shared/api/types";
import { t } from "@/shared/i18n";
import { seconds } from "@/shared/lib/time";

interface Props {
  message: Message;
  text: string;
  /** Whether the model still thinks: no word of the answer is there yet. */
  thinking: boolean;
}

/** What the model thought aloud, folded away. */
export function Reasoning({ message, text, thinking }: Props) {
  const { started_at, first_token_at } = message.answer ?? {};
  const duration = started_at && first_token_at ? Math.round(seconds(started_at, first_token_at)) : 0;
  const label = thinking
    ? t("reasoning.running")
    : duration > 0
      ? t("reasoning.done", { count: duration })
      : t("reasoning.title");
  return (
    <details className="group/reasoning mb-3 text-sm text-muted">
      <summary className="inline-flex items-center gap-1.5 rounded-lg py-1 pe-2 font-medium hoverable:hover:text-text [&::-webkit-details-marker]:hidden">
        <ChevronRight className="size-4 transition-transform group-open/reasoning:rotate-90" aria-hidden />
        <span className={thinking ? "animate-pulse" : undefined}>{label}</span>
      </summary>
      <div className="ms-2 mt-1 whitespace-pre-wrap border-s-2 border-line ps-4 leading-relaxed [overflow-wrap:anywhere]">
        {text}
      </div>
    </details>
  );
}
