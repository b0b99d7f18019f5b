import { Check } from "lucide-react";
import { t } from "@/shared/i18n";
import type { SaveState } from "./use-saving";

/** Whether what is shown is what the server, or the browser, has. Its line is there from the start. */
export function SaveNote({ state }: { state: SaveState }) {
  if (typeof state === "object") {
    return (
      <p role="alert" className="text-[0.8125rem] leading-5 text-danger">
        {t("save.failed", { reason: state.problem })}
      </p>
    );
  }
  return (
    <p role="status" className="flex min-h-5 items-center gap-1.5 text-[0.8125rem] leading-5 text-muted">
      {state === "saved" && <Check className="size-3.5 text-good" aria-hidden />}
      {state !== "idle" && t(`save.${state}`)}
    </p>
  );
}
