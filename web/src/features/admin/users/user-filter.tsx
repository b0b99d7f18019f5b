import { t } from "@/shared/i18n";
import { SearchField } from "@/shared/ui/search-field";
import { Select } from "@/shared/ui/select";
import { type Filter, states } from "./people";

interface Props {
  filter: Filter;
  onChange: (filter: Filter) => void;
}

export function UserFilter({ filter, onChange }: Props) {
  const change = (part: Partial<Filter>) => onChange({ ...filter, ...part });
  return (
    <search className="grid grid-cols-2 gap-2 @xl:grid-cols-[1fr_11rem_11rem]">
      <SearchField
        label={t("users.search")}
        className="col-span-2 @xl:col-span-1"
        value={filter.search}
        onChange={(search) => change({ search })}
      />
      <Select
        aria-label={t("users.role")}
        value={filter.role}
        onChange={(event) => change({ role: event.target.value as Filter["role"] })}
      >
        <option value="">{t("users.anyRole")}</option>
        <option value="admin">{t("role.admin")}</option>
        <option value="user">{t("role.user")}</option>
      </Select>
      <Select
        aria-label={t("users.state")}
        value={filter.state}
        onChange={(event) => change({ state: event.target.value as Filter["state"] })}
      >
        <option value="">{t("users.anyState")}</option>
        {states.map((state) => (
          <option key={state} value={state}>
            {t(`users.state.${state}`)}
          </option>
        ))}
      </Select>
    </search>
  );
}
