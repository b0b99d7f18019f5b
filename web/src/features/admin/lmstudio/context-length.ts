import { t } from "@/shared/i18n";

/** What the server takes. */
const most = 2 ** 32 - 1;

/** A number of tokens as it was typed; undefined leaves it to LM Studio. */
export function parseContext(text: string): { tokens?: number; fault?: string } {
  const digits = text.trim();
  if (digits === "") return {};
  const tokens = /^\d+$/.test(digits) ? Number(digits) : 0;
  return tokens > 0 && tokens <= most ? { tokens } : { fault: t("lmstudio.contextWrong") };
}
