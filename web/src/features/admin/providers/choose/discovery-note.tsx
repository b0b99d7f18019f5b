import { type UseQueryResult, useQuery } from "@tanstack/react-query";
import { RotateCw } from "lucide-react";
import { allModelsQuery, useDiscoverAgain } from "@/shared/api/catalog";
import { asProblem } from "@/shared/api/problem";
import type { Discovery, Provider } from "@/shared/api/types";
import { t } from "@/shared/i18n";
import { Said } from "@/shared/i18n/said";
import { timeAgo } from "@/shared/lib/time";
import { Button } from "@/shared/ui/button";
import { Notice } from "@/shared/ui/notice";
import { Spinner } from "@/shared/ui/spinner";

interface Props {
  provider: Provider;
  discovery: UseQueryResult<Discovery>;
}

/** How current the list of found models is, or why there is none. */
export function DiscoveryNote({ provider, discovery }: Props) {
  const { data: models } = useQuery(allModelsQuery);
  const again = useDiscoverAgain(provider.id);
  const { data, error } = discovery;
  const problem = again.error ?? error;
  const said = problem ? asProblem(problem).message : data?.problem;
  const ago = data?.at ? (timeAgo(data.at, new Date()) ?? "") : "";
  const offersAll = models?.some(
    (model) => model.provider_id === provider.id && model.source === "discovered",
  );
  const askAgain = (
    <Button size="sm" busy={again.isPending} onClick={() => again.mutate()}>
      {!again.isPending && <RotateCw className="size-3.5" aria-hidden />}
      {t("choose.askAgain")}
    </Button>
  );
  return (
    <>
      {offersAll && <Notice>{t("choose.offersAll")}</Notice>}
      {discovery.isPending && (
        <p role="status" className="flex items-center gap-2 text-sm text-muted">
          <Spinner className="size-4" />
          {t("choose.asking")}
        </p>
      )}
      {said && (
        <Notice tone="warn" title={t("choose.noAnswer", { name: provider.name })} actions={askAgain}>
          <Said text={said} />
        </Notice>
      )}
      {data && !said && (
        <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
          <p className="min-w-0 flex-1 text-[0.8125rem] text-muted">
            {data.at
              ? t(data.stale ? "providers.listStale" : "providers.listAge", { ago })
              : t("choose.never")}
          </p>
          {askAgain}
        </div>
      )}
    </>
  );
}
