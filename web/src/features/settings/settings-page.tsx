import { CornerDownLeft, Monitor, Moon, Sun } from "lucide-react";
import { useSyncExternalStore } from "react";
import { useTitle } from "@/shared/a11y/use-title";
import { saveTheme, useAccount } from "@/shared/api/account";
import { asProblem } from "@/shared/api/problem";
import { useServerName } from "@/shared/api/server";
import { t } from "@/shared/i18n";
import { modName } from "@/shared/lib/media";
import { setSendKey, useSendKey } from "@/shared/lib/preferences";
import { currentTheme, onThemeChange } from "@/shared/lib/theme";
import { PageHeader } from "@/shared/ui/page-header";
import { PasswordForm } from "@/shared/ui/password-form";
import { PageBody, Section } from "@/shared/ui/section";
import { Segmented } from "@/shared/ui/segmented";
import { toast } from "@/shared/ui/toast";
import { Devices } from "./devices";
import { Notifications } from "./notifications";
import { ProfileForm } from "./profile-form";

export function SettingsPage() {
  const account = useAccount();
  const theme = useSyncExternalStore(onThemeChange, currentTheme);
  const sendKey = useSendKey();
  useTitle(t("settings.title"), useServerName());
  return (
    <>
      <PageHeader title={t("settings.title")} />
      <PageBody>
        <Section title={t("profile.title")} text={t("profile.text")}>
          <ProfileForm />
        </Section>
        <Section title={t("settings.appearance")} text={t("settings.appearanceText")}>
          <Segmented
            label={t("theme.title")}
            value={theme}
            onChange={(next) => saveTheme(next).catch((error) => toast(asProblem(error).message))}
            options={[
              { value: "light", label: t("theme.light"), icon: Sun },
              { value: "dark", label: t("theme.dark"), icon: Moon },
              { value: "system", label: t("theme.system"), icon: Monitor },
            ]}
          />
        </Section>
        <Section title={t("settings.writing")} text={t("settings.writingText")}>
          <Segmented
            label={t("settings.sendWith")}
            value={sendKey}
            onChange={setSendKey}
            options={[
              { value: "enter", label: t("key.enter"), icon: CornerDownLeft },
              { value: "mod-enter", label: `${modName} + ${t("key.enter")}` },
            ]}
          />
        </Section>
        <Section title={t("notifications.title")} text={t("notifications.text")}>
          <Notifications />
        </Section>
        <Section title={t("password.label")} text={t("settings.passwordText")}>
          <div className="max-w-sm">
            <input type="hidden" autoComplete="username" value={account?.username ?? ""} readOnly />
            <PasswordForm onChanged={() => toast(t("password.changed"))} />
          </div>
        </Section>
        <Section title={t("devices.title")} text={t("devices.text")}>
          <Devices />
        </Section>
      </PageBody>
    </>
  );
}
