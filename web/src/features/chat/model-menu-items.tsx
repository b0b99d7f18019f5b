import { useQuery } from "@tanstack/react-query";
import { Fragment } from "react";
import { byProvider, modelsQuery } from "@/shared/api/models";
import { t } from "@/shared/i18n";
import { MenuItem, MenuLabel } from "@/shared/ui/menu";

interface Props {
  /** A model to leave out, because it just answered. */
  except: string | undefined;
  onChoose: (modelId: string) => void;
}

/** Every model but one, as menu entries under their providers. */
export function ModelMenuItems({ except, onChoose }: Props) {
  const { data: models } = useQuery(modelsQuery);
  const groups = byProvider((models ?? []).filter((model) => model.id !== except));
  if (groups.length === 0) return <MenuItem disabled>{t("model.noOther")}</MenuItem>;
  return groups.map((group) => (
    <Fragment key={group.provider}>
      <MenuLabel>{group.provider}</MenuLabel>
      {group.models.map((model) => (
        <MenuItem key={model.id} onSelect={() => onChoose(model.id)}>
          <span className="truncate">{model.display_name}</span>
        </MenuItem>
      ))}
    </Fragment>
  ));
}
