import { useQuery } from "@tanstack/react-query";
import { byProvider, modelsQuery } from "@/shared/api/models";
import type { Model } from "@/shared/api/types";
import { t } from "@/shared/i18n";
import type { MenuEntry } from "@/shared/ui/menu";

/** Every model but one (it just answered), as menu entries under their providers. */
export function useModelEntries(
  except: string | undefined,
  onChoose: (modelId: string) => void,
): readonly MenuEntry[] {
  const { data: models } = useQuery(modelsQuery);
  return modelEntries(
    (models ?? []).filter((model) => model.id !== except),
    onChoose,
  );
}

export function modelEntries(
  models: readonly Model[],
  onChoose: (modelId: string) => void,
): readonly MenuEntry[] {
  const groups = byProvider(models);
  if (groups.length === 0) return [{ kind: "item", label: t("model.noOther"), disabled: true }];
  return groups.flatMap((group): MenuEntry[] => [
    { kind: "label", label: group.provider },
    ...group.models.map(
      (model): MenuEntry => ({ kind: "item", label: model.display_name, onSelect: () => onChoose(model.id) }),
    ),
  ]);
}
