import { useQuery } from "@tanstack/react-query";
import type { RestoreReport } from "@/shared/api/types";
import { t } from "@/shared/i18n";
import { Said } from "@/shared/i18n/said";
import { dayAndTime } from "@/shared/lib/time";
import { Arriving } from "@/shared/ui/arriving";
import { Notice } from "@/shared/ui/notice";
import { restoreQuery } from "./api";

/** How the last restore went. */
export function LastRestore() {
  const { data: report, error, refetch } = useQuery(restoreQuery);
  if (report === undefined) return <Arriving error={error} onRetry={() => void refetch()} />;
  if (report === null) return <p className="text-sm text-muted">{t("backup.never")}</p>;
  return (
    <Notice
      tone={report.restored ? "good" : "danger"}
      title={t(report.restored ? "backup.restoredAt" : "backup.failedAt", { time: dayAndTime(report.at) })}
    >
      <p>{origin(report)}</p>
      {report.failure && (
        <p>
          <Said text={report.failure} /> {t("backup.unchanged")}
        </p>
      )}
    </Notice>
  );
}

function origin(report: RestoreReport): string {
  return t("backup.origin", {
    time: dayAndTime(report.backup_created_at),
    program: `${report.backup_application} ${report.backup_version}`,
  });
}
