import { Ellipsis, Pencil, Star, Trash2 } from "lucide-react";
import { useState } from "react";
import { useDeleteModel, useUpdateModel } from "@/shared/api/catalog";
import { asProblem } from "@/shared/api/problem";
import type { Model } from "@/shared/api/types";
import { t } from "@/shared/i18n";
import { Badge } from "@/shared/ui/badge";
import { IconButton } from "@/shared/ui/button";
import { Confirm } from "@/shared/ui/confirm";
import { Menu } from "@/shared/ui/menu";
import { Switch } from "@/shared/ui/switch";
import { toast } from "@/shared/ui/toast";
import { RenameModelDialog } from "./rename-model-dialog";

export function ModelRow({ model }: { model: Model }) {
  const update = useUpdateModel(model.id);
  const remove = useDeleteModel(model.id);
  const [layer, setLayer] = useState<"rename" | "delete" | null>(null);
  const onError = (error: unknown) => toast(asProblem(error).message);
  const own = model.source === "admin";
  return (
    <li className="flex items-center gap-3 px-4 py-3">
      <div className="min-w-0 flex-1">
        <p className="flex flex-wrap items-center gap-x-2 gap-y-1 text-sm font-medium">
          <span className="truncate">{model.display_name}</span>
          {model.is_default && <Badge tone="accent">{t("model.default")}</Badge>}
          {model.source !== "admin" && <Badge>{t(`source.${model.source}`)}</Badge>}
        </p>
        {model.upstream_id !== model.display_name && (
          <p className="truncate font-mono text-xs text-muted">{model.upstream_id}</p>
        )}
      </div>
      {own && (
        <Switch
          label={t("models.enabled", { name: model.display_name })}
          checked={model.enabled}
          disabled={update.isPending}
          onChange={(enabled) => update.mutate({ enabled }, { onError })}
        />
      )}
      <Menu
        align="end"
        trigger={
          <IconButton
            label={t("models.actions", { name: model.display_name })}
            disabled={update.isPending || remove.isPending}
          >
            <Ellipsis aria-hidden />
          </IconButton>
        }
        entries={[
          {
            kind: "item",
            icon: Star,
            label: t("models.makeDefault"),
            disabled: model.is_default || !model.enabled,
            onSelect: () => update.mutate({ is_default: true }, { onError }),
          },
          {
            kind: "item",
            icon: Pencil,
            label: t("action.rename"),
            disabled: !own,
            onSelect: () => setLayer("rename"),
          },
          {
            kind: "item",
            icon: Trash2,
            danger: true,
            label: t("action.delete"),
            disabled: !own,
            onSelect: () => setLayer("delete"),
          },
        ]}
      />
      {layer === "rename" && <RenameModelDialog model={model} onClose={() => setLayer(null)} />}
      <Confirm
        open={layer === "delete"}
        onOpenChange={(open) => setLayer(open ? "delete" : null)}
        title={t("models.deleteTitle", { name: model.display_name })}
        description={t("models.deleteText")}
        action={t("action.delete")}
        onConfirm={() => remove.mutate(undefined, { onError })}
      />
    </li>
  );
}
