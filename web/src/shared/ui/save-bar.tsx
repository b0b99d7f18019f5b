import { t } from "@/shared/i18n";
import { Button } from "./button";

interface Props {
  changed: boolean;
  busy: boolean;
  onDiscard: () => void;
}

/** The end of a long form: there, and in sight, while there is something to save. */
export function SaveBar({ changed, busy, onDiscard }: Props) {
  return (
    <div className="sticky bottom-0 z-10 -mx-4 flex min-h-16 flex-wrap items-center justify-end gap-2 px-4 py-3 sm:-mx-8 sm:px-8 has-[button]:border-t has-[button]:border-line has-[button]:bg-bg">
      <p role="status" className="min-w-0 flex-1 text-sm text-muted">
        {changed && t("form.unsaved")}
      </p>
      {changed && (
        <>
          <Button disabled={busy} onClick={onDiscard}>
            {t("form.discard")}
          </Button>
          <Button variant="primary" type="submit" busy={busy}>
            {t("action.save")}
          </Button>
        </>
      )}
    </div>
  );
}
