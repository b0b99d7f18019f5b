import { t } from "@/shared/i18n";
import { LeaveGuard } from "@/shared/ui/leave-guard";

/** Asks before what was typed and not saved is lost. */
export function LeaveWarning({ active }: { active: boolean }) {
  return (
    <LeaveGuard
      active={active}
      title={t("form.leaveTitle")}
      text={t("form.leaveText")}
      action={t("form.leave")}
    />
  );
}
