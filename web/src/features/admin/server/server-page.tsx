import { useQuery } from "@tanstack/react-query";
import { serverQuery } from "@/shared/api/server";
import { CopyField } from "@/shared/copy/copy-field";
import { t } from "@/shared/i18n";
import { Arriving } from "@/shared/ui/arriving";

import { Page } from "@/shared/ui/page";
import { Section } from "@/shared/ui/section";
import { settingsQuery } from "./api";
import { SettingsForm } from "./settings-form";
import { StartAtLogin } from "./start-at-login";

export function ServerPage() {
  const { data: settings, error, refetch } = useQuery(settingsQuery);
  const version = useQuery(serverQuery).data?.version;
  return (
    <Page title={t("server.title")}>
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
          <SettingsForm settings={settings} />
        </>
      ) : (
        <Arriving error={error} onRetry={() => void refetch()} />
      )}
    </Page>
  );
}
