import { useQuery } from "@tanstack/react-query";
import { Blocks, Plus } from "lucide-react";
import { useState } from "react";
import { allModelsQuery, providersQuery } from "@/shared/api/catalog";
import type { Provider } from "@/shared/api/types";
import { t } from "@/shared/i18n";
import { Button } from "@/shared/ui/button";
import { ListState } from "@/shared/ui/list-state";
import { Page } from "@/shared/ui/page";
import { ChooseModelsDialog } from "./choose/choose-models-dialog";
import { ProviderCard } from "./provider-card";
import { ProviderDialog } from "./provider-dialog";

/** How often the page looks whether the providers are well. */
const watchMs = 5_000;

export function ProvidersPage() {
  const { data, error, isPending, refetch } = useQuery({ ...providersQuery, refetchInterval: watchMs });
  const { data: models } = useQuery(allModelsQuery);
  const [adding, setAdding] = useState(false);
  const [added, setAdded] = useState<Provider | null>(null);
  return (
    <>
      <Page
        title={t("providers.title")}
        text={t("providers.text")}
        tools={
          <Button variant="primary" size="sm" onClick={() => setAdding(true)}>
            <Plus className="size-4" aria-hidden />
            {t("providers.add")}
          </Button>
        }
      >
        <ListState
          pending={isPending}
          error={data ? null : error}
          empty={data?.length === 0}
          onRetry={() => void refetch()}
          emptyIcon={Blocks}
          emptyTitle={t("providers.empty")}
          emptyText={t("providers.emptyText")}
        >
          <ul className="flex flex-col gap-3">
            {data?.map((provider) => (
              <li key={provider.id}>
                <ProviderCard
                  provider={provider}
                  models={models?.filter((model) => model.provider_id === provider.id)}
                />
              </li>
            ))}
          </ul>
        </ListState>
      </Page>
      {adding && <ProviderDialog onClose={() => setAdding(false)} onAdded={setAdded} />}
      {added && <ChooseModelsDialog provider={added} onClose={() => setAdded(null)} />}
    </>
  );
}
