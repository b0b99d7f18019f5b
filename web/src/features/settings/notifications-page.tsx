import { t } from "@/shared/i18n";
import { setNotifications, useNotificationState } from "@/shared/lib/notifications";
import { Switch } from "@/shared/ui/switch";
import { Setting } from "./setting";
import { SettingsPage } from "./settings-page";
import { TitledSetting } from "./titled-setting";
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
    <TitledSetting
      title={t("notifications.mentions")}
      text={t(blocked ? `notifications.${notifications}` : "notifications.mentionsText")}
      state={blocked ? "idle" : state}
    >
      <Switch
        label={t("notifications.mentions")}
        checked={notifications === "on"}
        disabled={blocked}
        onChange={(on) => void save(() => setNotifications(on))}
      />
    </TitledSetting>
  );
}
