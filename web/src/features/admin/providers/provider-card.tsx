import { Ellipsis, KeyRound, Pencil, Trash2 } from "lucide-react";
import { useState } from "react";
import { useDeleteProvider, useTestProvider, useUpdateProvider } from "@/shared/api/catalog";
import { asProblem } from "@/shared/api/problem";
import type { Provider } from "@/shared/api/types";
import { t } from "@/shared/i18n";
import { Badge } from "@/shared/ui/badge";
import { Button, IconButton } from "@/shared/ui/button";
import { Confirm } from "@/shared/ui/confirm";
import { Menu } from "@/shared/ui/menu";
import { Switch } from "@/shared/ui/switch";
import { toast } from "@/shared/ui/toast";
import { ProviderDialog } from "./provider-dialog";
import { TestResult } from "./test-result";

export function ProviderCard({ provider }: { provider: Provider }) {
  const update = useUpdateProvider(provider.id);
  const remove = useDeleteProvider(provider.id);
  const test = useTestProvider(provider.id);
  const [layer, setLayer] = useState<"edit" | "delete" | null>(null);
  const onError = (error: unknown) => toast(asProblem(error).message);
  return (
    <article aria-label={provider.name} className="rounded-2xl border border-line bg-surface p-4 sm:p-5">
      <div className="flex items-start gap-3">
        <div className="min-w-0 flex-1">
          <h2 className="flex flex-wrap items-center gap-x-2 gap-y-1 font-semibold tracking-[-0.008em]">
            <span className="truncate">{provider.name}</span>
            <SourceBadge provider={provider} />
            {!provider.enabled && <Badge tone="warn">{t("providers.off")}</Badge>}
          </h2>
          {provider.base_url && (
            <p className="mt-0.5 truncate font-mono text-[0.8125rem] text-muted">{provider.base_url}</p>
          )}
          <p className="mt-1.5 flex flex-wrap items-center gap-x-3 gap-y-1 text-[0.8125rem] text-muted">
            {provider.type === "openai" && (
              <span className="flex items-center gap-1.5">
                <KeyRound className="size-3.5" aria-hidden />
                {t(provider.has_api_key ? "providers.hasKey" : "providers.noKey")}
              </span>
            )}
            {provider.additional_header_names.length > 0 && (
              <span>{t("providers.headers", { names: provider.additional_header_names.join(", ") })}</span>
            )}
          </p>
        </div>
        {!provider.read_only && (
          <>
            <Switch
              label={t("providers.enabled", { name: provider.name })}
              checked={provider.enabled}
              disabled={update.isPending}
              onChange={(enabled) => update.mutate({ enabled }, { onError })}
            />
            <Menu
              align="end"
              trigger={
                <IconButton label={t("providers.actions", { name: provider.name })} className="-me-1.5 -mt-1">
                  <Ellipsis aria-hidden />
                </IconButton>
              }
              entries={[
                { kind: "item", icon: Pencil, label: t("action.edit"), onSelect: () => setLayer("edit") },
                {
                  kind: "item",
                  icon: Trash2,
                  danger: true,
                  label: t("action.delete"),
                  onSelect: () => setLayer("delete"),
                },
              ]}
            />
          </>
        )}
      </div>
      <div className="mt-4 flex flex-col gap-3">
        <Button
          size="sm"
          className="self-start"
          busy={test.isPending}
          onClick={() => test.mutate(undefined, { onError })}
        >
          {t("provider.testAndDiscover")}
        </Button>
        {test.data && <TestResult provider={provider} result={test.data} />}
      </div>
      {layer === "edit" && <ProviderDialog provider={provider} onClose={() => setLayer(null)} />}
      <Confirm
        open={layer === "delete"}
        onOpenChange={(open) => setLayer(open ? "delete" : null)}
        title={t("providers.deleteTitle", { name: provider.name })}
        description={t("providers.deleteText")}
        action={t("action.delete")}
        onConfirm={() => remove.mutate(undefined, { onError })}
      />
    </article>
  );
}

function SourceBadge({ provider }: { provider: Provider }) {
  if (provider.source === "config") return <Badge>{t("source.config")}</Badge>;
  if (provider.source === "builtin") return <Badge>{t("source.builtin")}</Badge>;
  return null;
}
