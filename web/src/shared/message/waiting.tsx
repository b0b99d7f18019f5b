import { t } from "@/shared/i18n";

/** The sign of life before an answer's first word. */
export function Waiting() {
  return (
    <p className="flex h-7 items-center">
      <span className="size-2.5 animate-breathe rounded-full bg-accent" aria-hidden />
      <span className="sr-only">{t("answer.waiting")}</span>
    </p>
  );
}
