import { Ellipsis, ListChecks, Pencil, PlugZap, Trash2 } from "lucide-react";
import { useState } from "react";
import { useTestProvider, useUpdateProvider } from "@/shared/api/catalog";
import { asProblem } from "@/shared/api/problem";
import type { Model, Provider } from "@/shared/api/types";
import { t } from "@/shared/i18n";
import { Badge } from "@/shared/ui/badge";
import { Button, IconButton } from "@/shared/ui/button";
import { Menu, type MenuEntry } from "@/shared/ui/menu";
import { Switch } from "@/shared/ui/switch";
import { toast } from "@/shared/ui/toast";
import { ChooseModelsDialog } from "./choose/choose-models-dialog";
import { DeleteProvider } from "./delete-provider";
import { ProviderDialog } from "./provider-dialog";
import { ProviderFacts } from "./provider-facts";
import { ProviderHealth } from "./provider-health";
import { TestResult } from "./test-result";

interface Props {
  provider: Provider;
  /** Its models, as far as they are known. */
  models: readonly Model[] | undefined;
}

export function ProviderCard({ provider, models }: Props) {
  const update = useUpdateProvider(provider.id);
  const test = useTestProvider(provider.id);
  const [layer, setLayer] = useState<"edit" | "delete" | "choose" | null>(null);
  const onError = (error: unknown) => toast(asProblem(error).message);
  const editable = provider.source === "admin";
  const switchable = editable || provider.source === "builtin";
  const entries: readonly MenuEntry[] = [
    { kind: "item", icon: Pencil, label: t("action.edit"), onSelect: () => setLayer("edit") },
    {
      kind: "item",
      icon: Trash2,
      danger: true,
      label: t("action.delete"),
      onSelect: () => setLayer("delete"),
    },
  ];
  return (
    <article aria-label={provider.name} className="rounded-2xl border border-line bg-surface p-4 sm:p-5">
      <div className="flex items-start gap-3">
        <h2 className="flex min-w-0 flex-1 flex-wrap items-center gap-x-2 gap-y-1 font-semibold tracking-[-0.008em]">
          <span className="[overflow-wrap:anywhere]">{provider.name}</span>
          <Badge>{t(provider.local ? "model.local" : "model.remote")}</Badge>
          <Badge>{t(`source.${provider.source}`)}</Badge>
          {!provider.enabled && <Badge tone="warn">{t("providers.off")}</Badge>}
        </h2>
        {switchable && (
          <Switch
            label={t("providers.enabled", { name: provider.name })}
            checked={provider.enabled}
            disabled={update.isPending}
            onChange={(enabled) => update.mutate({ enabled }, { onError })}
          />
        )}
        {editable && (
          <Menu
            align="end"
            trigger={
              <IconButton label={t("providers.actions", { name: provider.name })} className="-me-1.5 -mt-1">
                <Ellipsis aria-hidden />
              </IconButton>
            }
            entries={entries}
          />
        )}
      </div>
      <div className="mt-2 flex flex-col gap-2.5">
        <ProviderFacts provider={provider} models={models} />
        {provider.enabled && <ProviderHealth health={provider.health} />}
        <div className="mt-1 flex flex-wrap gap-2">
          <Button size="sm" busy={test.isPending} onClick={() => test.mutate(undefined, { onError })}>
            {!test.isPending && <PlugZap className="size-3.5" aria-hidden />}
            {t("provider.test")}
          </Button>
          {editable && (
            <Button size="sm" onClick={() => setLayer("choose")}>
              <ListChecks className="size-3.5" aria-hidden />
              {t("provider.chooseModels")}
            </Button>
          )}
        </div>
        {test.data && <TestResult result={test.data} onClose={test.reset} />}
      </div>
      {layer === "edit" && <ProviderDialog provider={provider} onClose={() => setLayer(null)} />}
      {layer === "choose" && <ChooseModelsDialog provider={provider} onClose={() => setLayer(null)} />}
      <DeleteProvider
        open={layer === "delete"}
        provider={provider}
        models={models}
        onClose={() => setLayer(null)}
      />
    </article>
  );
}
