import { CornerDownLeft, Monitor, Moon, Sun } from "lucide-react";
import { useSyncExternalStore } from "react";
import { saveTheme } from "@/shared/api/account";
import { t } from "@/shared/i18n";
import { modName } from "@/shared/lib/media";
import { setSendKey, useSendKey } from "@/shared/lib/preferences";
import { currentTheme, onThemeChange } from "@/shared/lib/theme";
import { Segmented } from "@/shared/ui/segmented";
import { Setting } from "./setting";
import { SettingsPage } from "./settings-page";
import { TitledSetting } from "./titled-setting";
import { useSaving } from "./use-saving";

export function AppearancePage() {
  return (
    <SettingsPage title={t("settings.appearance")} text={t("settings.appearanceText")}>
      <Setting id="theme">
        <ThemeChoice />
      </Setting>
      <Setting id="send-key">
        <SendKeyChoice />
      </Setting>
    </SettingsPage>
  );
}

function ThemeChoice() {
  const theme = useSyncExternalStore(onThemeChange, currentTheme);
  const { state, save } = useSaving();
  return (
    <TitledSetting title={t("theme.title")} text={t("settings.themeText")} state={state}>
      <Segmented
        label={t("theme.title")}
        value={theme}
        onChange={(next) => void save(() => saveTheme(next))}
        options={[
          { value: "light", label: t("theme.light"), icon: Sun },
          { value: "dark", label: t("theme.dark"), icon: Moon },
          { value: "system", label: t("theme.system"), icon: Monitor },
        ]}
      />
    </TitledSetting>
  );
}

function SendKeyChoice() {
  const sendKey = useSendKey();
  const { state, save } = useSaving();
  return (
    <TitledSetting title={t("settings.sendWith")} text={t("settings.writingText")} state={state}>
      <Segmented
        label={t("settings.sendWith")}
        value={sendKey}
        onChange={(next) => void save(async () => setSendKey(next))}
        options={[
          { value: "enter", label: t("key.enter"), icon: CornerDownLeft },
          { value: "mod-enter", label: `${modName} + ${t("key.enter")}` },
        ]}
      />
    </TitledSetting>
  );
}
