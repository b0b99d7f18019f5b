import { t } from "@/shared/i18n";
import { PagesFrame } from "@/shared/ui/pages-frame";
import { settingsPages } from "./pages";
import { SettingsSearch } from "./search/settings-search";

export function SettingsFrame() {
  return <PagesFrame title={t("settings.title")} pages={settingsPages} tool={<SettingsSearch />} />;
}
