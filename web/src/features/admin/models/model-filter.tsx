import { t } from "@/shared/i18n";
import { SearchField } from "@/shared/ui/search-field";
import { Select } from "@/shared/ui/select";
import { type Filter, type State, states } from "./filter";

interface Props {
  filter: Filter;
  providers: readonly { readonly id: string; readonly name: string }[];
  onChange: (filter: Filter) => void;
}

export function ModelFilter({ filter, providers, onChange }: Props) {
  return (
    <search className="mb-4 grid grid-cols-2 gap-2 @xl:grid-cols-[1fr_11rem_11rem]">
      <SearchField
        label={t("model.search")}
        value={filter.query}
        onChange={(query) => onChange({ ...filter, query })}
        className="col-span-2 @xl:col-span-1"
      />
      <Select
        aria-label={t("models.provider")}
        value={filter.providerId}
        onChange={(event) => onChange({ ...filter, providerId: event.target.value })}
      >
        <option value="">{t("models.everyProvider")}</option>
        {providers.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </Select>
      <Select
        aria-label={t("models.state")}
        value={filter.state}
        onChange={(event) => onChange({ ...filter, state: event.target.value as State })}
      >
        {states.map((state) => (
          <option key={state} value={state}>
            {t(`models.state.${state}`)}
          </option>
        ))}
      </Select>
    </search>
  );
}
