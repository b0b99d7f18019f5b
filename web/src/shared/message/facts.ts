import type { Message } from "@/shared/api/types";
import { t } from "@/shared/i18n";
import { fullTime, seconds } from "@/shared/lib/time";

/** What there is to know of an answer beside its text, in one line. */
export function factsOf(message: Message): string {
  const answer = message.answer;
  const duration = answer?.finished_at ? seconds(answer.started_at, answer.finished_at) : null;
  const tokens = answer?.usage?.completion_tokens;
  const facts = [
    answer?.provider_name && t("facts.provider", { name: answer.provider_name }),
    fullTime(message.created_at),
    duration !== null && t("facts.duration", { seconds: Math.round(duration * 10) / 10 }),
    tokens !== undefined && tokens > 0 && t("facts.tokens", { count: tokens }),
  ];
  return facts.filter(Boolean).join(" · ");
}
