import { useQuery } from "@tanstack/react-query";
import { useTitle } from "@/shared/a11y/use-title";
import { serverQuery, useServerName } from "@/shared/api/server";
import { CopyField } from "@/shared/copy/copy-field";
import { t } from "@/shared/i18n";
import { Arriving } from "@/shared/ui/arriving";
import { PageHeader } from "@/shared/ui/page-header";
import { PageBody, Section } from "@/shared/ui/section";
import { settingsQuery } from "./api";
import { SettingsForm } from "./settings-form";
import { StartAtLogin } from "./start-at-login";

export function ServerPage() {
  const { data: settings, error, refetch } = useQuery(settingsQuery);
  const version = useQuery(serverQuery).data?.version;
  useTitle(t("server.title"), useServerName());
  return (
    <>
      <PageHeader title={t("server.title")} />
      <PageBody>
        {settings ? (
          <>
            <Section title={t("server.machine")} text={t("server.version", { version: version ?? "" })}>
              <div className="flex flex-col gap-2">
                <p className="text-sm font-medium">{t("server.dataTitle")}</p>
                <CopyField label={t("server.dataTitle")} value={settings.data_dir} />
                <p className="text-[0.8125rem] text-muted">{t("server.dataText")}</p>
              </div>
            </Section>
            <Section title={t("server.startTitle")} text={t("server.startText")}>
              <StartAtLogin settings={settings} />
            </Section>
            <div className="border-t border-line pt-7">
              <SettingsForm settings={settings} />
            </div>
          </>
        ) : (
          <Arriving error={error} onRetry={() => void refetch()} />
        )}
      </PageBody>
    </>
  );
}
