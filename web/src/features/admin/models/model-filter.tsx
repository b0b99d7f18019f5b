import { Search } from "lucide-react";
import { t } from "@/shared/i18n";
import { inputClass } from "@/shared/ui/field";
import { type Filter, type State, states } from "./filter";

interface Props {
  filter: Filter;
  providers: readonly { readonly id: string; readonly name: string }[];
  onChange: (filter: Filter) => void;
}

export function ModelFilter({ filter, providers, onChange }: Props) {
  return (
    <search className="mb-4 grid grid-cols-2 gap-2 sm:grid-cols-[2fr_1fr_1fr]">
      <div className="relative col-span-2 sm:col-span-1">
        <Search className="absolute start-3 top-1/2 size-4 -translate-y-1/2 text-faint" aria-hidden />
        <input
          type="search"
          aria-label={t("model.search")}
          placeholder={t("model.search")}
          value={filter.query}
          onChange={(event) => onChange({ ...filter, query: event.target.value })}
          className={`${inputClass} ps-9`}
        />
      </div>
      <select
        aria-label={t("models.provider")}
        value={filter.providerId}
        onChange={(event) => onChange({ ...filter, providerId: event.target.value })}
        className={inputClass}
      >
        <option value="">{t("models.everyProvider")}</option>
        {providers.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </select>
      <select
        aria-label={t("models.state")}
        value={filter.state}
        onChange={(event) => onChange({ ...filter, state: event.target.value as State })}
        className={inputClass}
      >
        {states.map((state) => (
          <option key={state} value={state}>
            {t(`models.state.${state}`)}
          </option>
        ))}
      </select>
    </search>
  );
}
