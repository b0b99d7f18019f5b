import { Ellipsis } from "lucide-react";
import type { Model } from "@/shared/api/types";
import { t } from "@/shared/i18n";
import { IconButton } from "@/shared/ui/button";
import { Menu } from "@/shared/ui/menu";
import { Switch } from "@/shared/ui/switch";
import { isFixed } from "./rights";
import { useModelActions } from "./use-model-actions";

/** Switches a model on and off, and opens the menu of what else can be done with it. */
export function ModelControls({ model }: { model: Model }) {
  const { entries, busy, setEnabled, layer } = useModelActions(model);
  return (
    <div className="flex items-center justify-end gap-2">
      {!isFixed(model) && (
        <Switch
          label={t("models.enabled", { name: model.display_name })}
          checked={model.enabled}
          disabled={busy}
          onChange={setEnabled}
        />
      )}
      <Menu
        align="end"
        trigger={
          <IconButton label={t("models.actions", { name: model.display_name })} disabled={busy}>
            <Ellipsis aria-hidden />
          </IconButton>
        }
        entries={entries}
      />
      {layer}
    </div>
  );
}
