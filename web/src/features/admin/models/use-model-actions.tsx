import { Pencil, Star, Trash2 } from "lucide-react";
import { type ReactNode, useState } from "react";
import { useDeleteModel, useUpdateModel } from "@/shared/api/catalog";
import { asProblem } from "@/shared/api/problem";
import type { Model } from "@/shared/api/types";
import { t } from "@/shared/i18n";
import { Confirm } from "@/shared/ui/confirm";
import type { MenuEntry } from "@/shared/ui/menu";
import { toast } from "@/shared/ui/toast";
import { ModelDialog } from "./model-dialog";
import { isFixed } from "./rights";

interface ModelActions {
  readonly entries: readonly MenuEntry[];
  readonly busy: boolean;
  setEnabled(enabled: boolean): void;
  /** What an entry opens. */
  readonly layer: ReactNode;
}

/** What an administrator can do with a model, wherever it is shown. */
export function useModelActions(model: Model): ModelActions {
  const update = useUpdateModel(model.id);
  const remove = useDeleteModel(model.id);
  const [layer, setLayer] = useState<"edit" | "delete" | null>(null);
  const onError = (error: unknown) => toast(asProblem(error).message);
  const makeDefault: MenuEntry = {
    kind: "item",
    icon: Star,
    label: t("models.makeDefault"),
    disabled: model.is_default || !model.enabled,
    onSelect: () => update.mutate({ is_default: true }, { onError }),
  };
  const edit: MenuEntry = {
    kind: "item",
    icon: Pencil,
    label: t("action.edit"),
    onSelect: () => setLayer("edit"),
  };
  const del: MenuEntry = {
    kind: "item",
    icon: Trash2,
    danger: true,
    label: t("action.delete"),
    onSelect: () => setLayer("delete"),
  };
  return {
    entries: [
      makeDefault,
      ...(isFixed(model) ? [] : [edit]),
      // What a provider offers by itself would come back; it can be switched off.
      ...(model.source === "admin" ? [del] : []),
    ],
    busy: update.isPending || remove.isPending,
    setEnabled: (enabled) => update.mutate({ enabled }, { onError }),
    layer: (
      <>
        {layer === "edit" && <ModelDialog model={model} onClose={() => setLayer(null)} />}
        <Confirm
          open={layer === "delete"}
          onOpenChange={(open) => setLayer(open ? "delete" : null)}
          title={t("models.deleteTitle", { name: model.display_name })}
          description={t(model.is_default ? "models.deleteDefaultText" : "models.deleteText")}
          action={t("action.delete")}
          onConfirm={() => remove.mutate(undefined, { onError })}
        />
      </>
    ),
  };
}
