import type { ConnectionTest } from "@/shared/api/types";
import { t } from "@/shared/i18n";
import { Said } from "@/shared/i18n/said";
import { Button } from "@/shared/ui/button";
import { Notice } from "@/shared/ui/notice";

/** Whether a provider answered, and what it offers. */
export function TestResult({ result, onClose }: { result: ConnectionTest; onClose?: () => void }) {
  const { ok, message, models } = result;
  return (
    <Notice
      tone={ok ? "good" : "danger"}
      title={t(ok ? "provider.testOk" : "provider.testFailed")}
      actions={
        onClose && (
          <Button size="sm" onClick={onClose}>
            {t("action.close")}
          </Button>
        )
      }
    >
      <p>
        <Said text={message} />
      </p>
      {models.length > 0 && (
        <details className="mt-1.5">
          <summary className="w-fit rounded font-medium text-text">
            {t("provider.found", { count: models.length })}
          </summary>
          <ul
            // biome-ignore lint/a11y/noNoninteractiveTabindex: it can be scrolled by keys
            tabIndex={0}
            aria-label={t("provider.found", { count: models.length })}
            className="mt-1 max-h-40 overflow-y-auto font-mono text-xs leading-5"
          >
            {models.map((id) => (
              <li key={id}>{id}</li>
            ))}
          </ul>
        </details>
      )}
    </Notice>
  );
}
