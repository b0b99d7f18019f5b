import { useQuery } from "@tanstack/react-query";
import { Cpu, Plus, SearchX } from "lucide-react";
import { useRef, useState } from "react";
import { allModelsQuery, providersQuery } from "@/shared/api/catalog";
import { t } from "@/shared/i18n";
import { useWide } from "@/shared/lib/use-wide";
import { Button } from "@/shared/ui/button";
import { Empty } from "@/shared/ui/empty";
import { ListState } from "@/shared/ui/list-state";
import { Page } from "@/shared/ui/page";
import { AddModelDialog } from "./add-model-dialog";
import { everything, filterModels, providersOf } from "./filter";
import { ModelCards } from "./model-cards";
import { ModelFilter } from "./model-filter";
import { ModelTable } from "./model-table";

/** In pixels: what the columns of the table need. */
const tableWidth = 700;

export function ModelsPage() {
  const { data, error, isPending, refetch } = useQuery(allModelsQuery);
  const { data: providers } = useQuery(providersQuery);
  const [filter, setFilter] = useState(everything);
  const [adding, setAdding] = useState(false);
  const list = useRef<HTMLDivElement>(null);
  const wide = useWide(list, tableWidth);
  const open = providers?.filter((provider) => !provider.read_only) ?? [];
  const models = data ?? [];
  const shown = filterModels(models, filter);
  return (
    <>
      <Page
        title={t("models.title")}
        text={t("models.text")}
        tools={
          open.length > 0 && (
            <Button variant="primary" size="sm" onClick={() => setAdding(true)}>
              <Plus className="size-4" aria-hidden />
              {t("models.add")}
            </Button>
          )
        }
      >
        <ListState
          pending={isPending}
          error={data ? null : error}
          empty={data?.length === 0}
          onRetry={() => void refetch()}
          emptyIcon={Cpu}
          emptyTitle={t("models.empty")}
          emptyText={t("models.emptyText")}
        >
          <ModelFilter filter={filter} providers={providersOf(models)} onChange={setFilter} />
          <p role="status" className="mb-2 text-[0.8125rem] text-muted">
            {shown.length === models.length
              ? t("models.count", { count: models.length })
              : t("models.countOf", { shown: shown.length, all: models.length })}
          </p>
        </ListState>
        <div ref={list}>
          {shown.length > 0 && (wide ? <ModelTable models={shown} /> : <ModelCards models={shown} />)}
          {shown.length === 0 && models.length > 0 && (
            <Empty
              framed
              icon={SearchX}
              title={t("models.noneMatches")}
              action={
                <Button size="sm" onClick={() => setFilter(everything)}>
                  {t("models.showAll")}
                </Button>
              }
            />
          )}
        </div>
      </Page>
      {adding && <AddModelDialog providers={open} onClose={() => setAdding(false)} />}
    </>
  );
}
