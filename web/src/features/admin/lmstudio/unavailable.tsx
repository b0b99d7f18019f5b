import { Link } from "@tanstack/react-router";
import type { LmStudio } from "@/shared/api/types";
import { t } from "@/shared/i18n";
import { Notice } from "@/shared/ui/notice";

/** Why LM Studio cannot be controlled, and what helps. */
export function Unavailable({ status }: { status: LmStudio }) {
  if (!status.enabled)
    return (
      <Notice title={t("lmstudio.offTitle")}>{t("lmstudio.off", { setting: "lmstudio.enabled" })}</Notice>
    );
  if (status.cli_path)
    return (
      <Notice tone="warn" title={t("lmstudio.silentTitle")}>
        {t("lmstudio.silent", { path: status.cli_path })}
      </Notice>
    );
  return (
    <Notice
      tone="warn"
      title={t("lmstudio.missingTitle")}
      actions={
        <Link to="/admin/server" className="font-medium text-accent-text underline">
          {t("lmstudio.setPath")}
        </Link>
      }
    >
      {t("lmstudio.missing")}
    </Notice>
  );
}
