import { ArrowDown } from "lucide-react";
import { t } from "@/shared/i18n";

/** The way to what is new, while one reads elsewhere. */
export function Jump({ missed, onJump }: { missed: number; onJump: () => void }) {
  return (
    <div className="pointer-events-none absolute inset-x-0 bottom-3 flex justify-center">
      <button
        type="button"
        onClick={onJump}
        className="pointer-events-auto flex h-9 animate-rise items-center gap-2 rounded-full bg-surface px-3.5 text-[0.8125rem] font-medium shadow-pop hoverable:hover:bg-hover"
      >
        <ArrowDown className="size-4 text-muted" aria-hidden />
        {missed > 0 ? t("thread.jumpNew", { count: missed }) : t("thread.jump")}
      </button>
    </div>
  );
}
