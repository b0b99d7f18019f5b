import { t } from "@/shared/i18n";
import { PagesFrame } from "@/shared/ui/pages-frame";
import { adminPages } from "./pages";

export function AdminFrame() {
  return <PagesFrame title={t("admin.title")} pages={adminPages} />;
}
