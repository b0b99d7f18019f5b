import { useQuery } from "@tanstack/react-query";
import clsx from "clsx";
import { RefreshCw } from "lucide-react";
import { t } from "@/shared/i18n";
import { Arriving } from "@/shared/ui/arriving";
import { IconButton } from "@/shared/ui/button";
import { Page } from "@/shared/ui/page";
import { Section } from "@/shared/ui/section";
import { lmStudioQuery } from "./api";
import { DownloadedList } from "./downloaded-list";
import { LoadedList } from "./loaded-list";
import { ServerState } from "./server-state";
import { Unavailable } from "./unavailable";

export function LmStudioPage() {
  const { data: status, error, isFetching, refetch } = useQuery(lmStudioQuery);
  return (
    <Page
      title={t("lmstudio.title")}
      tools={
        <IconButton label={t("lmstudio.refresh")} onClick={() => void refetch()}>
          <RefreshCw className={clsx(isFetching && "animate-spin")} aria-hidden />
        </IconButton>
      }
    >
      {!status ? (
        <Arriving error={error} onRetry={() => void refetch()} />
      ) : !status.cli_available ? (
        <Unavailable status={status} />
      ) : (
        <>
          <Section title={t("lmstudio.server")} text={t("lmstudio.serverText")}>
            <ServerState status={status} />
          </Section>
          <Section title={t("lmstudio.loaded")} text={t("lmstudio.loadedText")}>
            <LoadedList models={status.loaded} />
          </Section>
          <Section title={t("lmstudio.downloaded")} text={t("lmstudio.downloadedText")}>
            <DownloadedList status={status} />
          </Section>
        </>
      )}
    </Page>
  );
}
