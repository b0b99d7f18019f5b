import { asProblem } from "@/shared/api/problem";
import { t } from "@/shared/i18n";
import { Button } from "./button";
import { Notice } from "./notice";
import { Spinner } from "./spinner";

interface Props {
  /** Why it did not arrive. */
  error: unknown;
  onRetry: () => void;
}

/** In place of what is being fetched, or could not be. */
export function Arriving({ error, onRetry }: Props) {
  if (!error) {
    return (
      <p className="flex justify-center py-16 text-faint">
        <Spinner />
        <span className="sr-only">{t("loading")}</span>
      </p>
    );
  }
  return (
    <Notice
      tone="danger"
      actions={
        <Button size="sm" onClick={onRetry}>
          {t("action.retry")}
        </Button>
      }
    >
      {asProblem(error).message}
    </Notice>
  );
}
