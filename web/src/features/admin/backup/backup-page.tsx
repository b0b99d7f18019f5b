import { t } from "@/shared/i18n";
import { Page } from "@/shared/ui/page";
import { Section } from "@/shared/ui/section";
import { LastRestore } from "./last-restore";
import { MakeBackup } from "./make-backup";
import { Restore } from "./restore";

export function BackupPage() {
  return (
    <Page title={t("backup.title")}>
      <Section title={t("backup.makeTitle")} text={t("backup.makeText")}>
        <MakeBackup />
      </Section>
      <Section title={t("backup.restoreTitle")} text={t("backup.restoreText")}>
        <Restore />
      </Section>
      <Section title={t("backup.lastTitle")} text={t("backup.lastText")}>
        <LastRestore />
      </Section>
    </Page>
  );
}
