import { useQuery } from "@tanstack/react-query";
import { byProvider, modelsQuery } from "@/shared/api/models";
import { t } from "@/shared/i18n";
import { SelectField } from "@/shared/ui/field";

interface Props {
  /** Empty = the server's default. */
  value: string;
  onChange: (modelId: string) => void;
  hint?: string | undefined;
}

/** Which model answers in a conversation. */
export function ModelField({ value, onChange, hint }: Props) {
  const { data: models } = useQuery(modelsQuery);
  const usual = models?.[0];
  const gone = value !== "" && models !== undefined && !models.some((model) => model.id === value);
  return (
    <SelectField
      label={t("conversation.model")}
      hint={hint}
      value={value}
      onChange={(event) => onChange(event.target.value)}
    >
      <option value="">
        {usual ? t("conversation.modelDefaultNamed", { name: usual.display_name }) : t("model.default")}
      </option>
      {gone && <option value={value}>{t("model.gone")}</option>}
      {byProvider(models ?? []).map((group) => (
        <optgroup key={group.provider} label={group.provider}>
          {group.models.map((model) => (
            <option key={model.id} value={model.id}>
              {model.display_name}
            </option>
          ))}
        </optgroup>
      ))}
    </SelectField>
  );
}
