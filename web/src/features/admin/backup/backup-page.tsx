import { useTitle } from "@/shared/a11y/use-title";
import { useServerName } from "@/shared/api/server";
import { t } from "@/shared/i18n";
import { PageHeader } from "@/shared/ui/page-header";
import { PageBody, Section } from "@/shared/ui/section";
import { LastRestore } from "./last-restore";
import { MakeBackup } from "./make-backup";
import { Restore } from "./restore";

export function BackupPage() {
  useTitle(t("backup.title"), useServerName());
  return (
    <>
      <PageHeader title={t("backup.title")} />
      <PageBody>
        <Section title={t("backup.makeTitle")} text={t("backup.makeText")}>
          <MakeBackup />
        </Section>
        <Section title={t("backup.restoreTitle")} text={t("backup.restoreText")}>
          <Restore />
        </Section>
        <Section title={t("backup.lastTitle")} text={t("backup.lastText")}>
          <LastRestore />
        </Section>
      </PageBody>
    </>
  );
}
