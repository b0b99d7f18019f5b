import { t } from "@/shared/i18n";
import { formatBytes } from "@/shared/lib/bytes";
import { Button } from "@/shared/ui/button";
import { Progress } from "@/shared/ui/progress";

interface Props {
  sent: number;
  total: number;
  onCancel: () => void;
}

/** A backup on its way; once all of it was sent, nothing can be called back. */
export function UploadProgress({ sent, total, onCancel }: Props) {
  const whole = total > 0 && sent >= total;
  return (
    <div className="flex flex-col gap-2">
      <Progress label={t("backup.uploading")} value={whole ? null : sent / Math.max(1, total)} />
      <div className="flex min-h-8 items-center gap-3">
        <p role="status" className="min-w-0 flex-1 text-sm text-muted">
          {whole
            ? t("backup.examining")
            : t("backup.sent", { sent: formatBytes(sent), total: formatBytes(total) })}
        </p>
        {!whole && (
          <Button size="sm" onClick={onCancel}>
            {t("action.cancel")}
          </Button>
        )}
      </div>
    </div>
  );
}
