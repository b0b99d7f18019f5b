import { t } from "@/shared/i18n";
import { setNotifications, useNotificationState } from "@/shared/lib/notifications";
import { Switch } from "@/shared/ui/switch";
import { SaveNote } from "./save-note";
import { Setting } from "./setting";
import { SettingsPage } from "./settings-page";
import { useSaving } from "./use-saving";

export function NotificationsPage() {
  return (
    <SettingsPage title={t("notifications.title")} text={t("notifications.text")}>
      <Setting id="mentions">
        <Mentions />
      </Setting>
    </SettingsPage>
  );
}

/** Notifications of the browser about mentions; the browser is asked on the first click. */
function Mentions() {
  const notifications = useNotificationState();
  const { state, save } = useSaving();
  const blocked = notifications === "denied" || notifications === "unsupported";
  return (
    <div>
      <div className="flex items-start gap-4">
        <div className="min-w-0 flex-1">
          <p className="text-sm font-medium">{t("notifications.mentions")}</p>
          <p className="mt-0.5 text-[0.8125rem] text-muted">
            {t(blocked ? `notifications.${notifications}` : "notifications.mentionsText")}
          </p>
        </div>
        <Switch
          label={t("notifications.mentions")}
          checked={notifications === "on"}
          disabled={blocked}
          onChange={(on) => void save(() => setNotifications(on))}
        />
      </div>
      {!blocked && <SaveNote state={state} />}
    </div>
  );
}
