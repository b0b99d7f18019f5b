import { t } from "@/shared/i18n";
import { ProfileForm } from "./profile-form";
import { SettingsPage } from "./settings-page";

export function ProfilePage() {
  return (
    <SettingsPage title={t("profile.title")} text={t("profile.text")}>
      <ProfileForm />
    </SettingsPage>
  );
}
