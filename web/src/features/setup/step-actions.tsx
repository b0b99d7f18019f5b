import type { ReactNode } from "react";
import { t } from "@/shared/i18n";
import { Button } from "@/shared/ui/button";

interface Props {
  busy?: boolean;
  onBack: () => void;
  /** The button that goes on. */
  children: ReactNode;
}

/** The end of a step: back, or on. */
export function StepActions({ busy = false, onBack, children }: Props) {
  return (
    <div className="mt-1 flex justify-between gap-2">
      <Button variant="ghost" size="lg" onClick={onBack} className="-ms-5" disabled={busy}>
        {t("setup.back")}
      </Button>
      {children}
    </div>
  );
}
