import { t } from "@/shared/i18n";
import { setNotifications, useNotificationState } from "@/shared/lib/notifications";
import { Switch } from "@/shared/ui/switch";

/** Notifications of the browser about mentions; the browser is asked on the first click. */
export function Notifications() {
  const state = useNotificationState();
  const blocked = state === "denied" || state === "unsupported";
  return (
    <div className="flex items-start gap-4">
      <div className="min-w-0 flex-1">
        <p className="text-sm font-medium">{t("notifications.mentions")}</p>
        <p className="mt-0.5 text-[0.8125rem] text-muted">
          {t(blocked ? `notifications.${state}` : "notifications.mentionsText")}
        </p>
      </div>
      <Switch
        label={t("notifications.mentions")}
        checked={state === "on"}
        disabled={blocked}
        onChange={(on) => void setNotifications(on)}
      />
    </div>
  );
}
