import { useQuery } from "@tanstack/react-query";
import { Cpu, Plus } from "lucide-react";
import { useState } from "react";
import { useTitle } from "@/shared/a11y/use-title";
import { allModelsQuery, providersQuery } from "@/shared/api/catalog";
import { byProvider } from "@/shared/api/models";
import { useServerName } from "@/shared/api/server";
import { t } from "@/shared/i18n";
import { Button } from "@/shared/ui/button";
import { ListState } from "@/shared/ui/list-state";
import { PageHeader } from "@/shared/ui/page-header";
import { PageBody } from "@/shared/ui/section";
import { AddModelDialog } from "./add-model-dialog";
import { ModelRow } from "./model-row";

export function ModelsPage() {
  const { data, error, isPending, refetch } = useQuery(allModelsQuery);
  const { data: providers } = useQuery(providersQuery);
  const [adding, setAdding] = useState(false);
  useTitle(t("models.title"), useServerName());
  const open = providers?.filter((provider) => !provider.read_only) ?? [];
  return (
    <>
      <PageHeader title={t("models.title")}>
        <Button variant="primary" size="sm" disabled={open.length === 0} onClick={() => setAdding(true)}>
          <Plus className="size-4" aria-hidden />
          {t("models.add")}
        </Button>
      </PageHeader>
      <PageBody>
        <p className="mb-5 text-sm text-muted">{t("models.text")}</p>
        <ListState
          pending={isPending}
          error={error}
          empty={data?.length === 0}
          onRetry={() => void refetch()}
          emptyIcon={Cpu}
          emptyTitle={t("models.empty")}
          emptyText={t("models.emptyText")}
        >
          <div className="flex flex-col gap-6">
            {byProvider(data ?? []).map((group) => (
              <section key={group.provider} aria-label={group.provider}>
                <h2 className="mb-2 text-sm font-medium text-muted">{group.provider}</h2>
                <ul className="divide-y divide-line rounded-2xl border border-line bg-surface">
                  {group.models.map((model) => (
                    <ModelRow key={model.id} model={model} />
                  ))}
                </ul>
              </section>
            ))}
          </div>
        </ListState>
      </PageBody>
      {adding && <AddModelDialog providers={open} onClose={() => setAdding(false)} />}
    </>
  );
}
