import { useQuery } from "@tanstack/react-query";
import { useId, useState } from "react";
import { t } from "@/shared/i18n";
import { Button } from "@/shared/ui/button";
import { SelectField, TextField } from "@/shared/ui/field";
import { usersQuery } from "../users/api";
import { everything, type Filter } from "./filter";
import { groups, isGroup } from "./words";

interface Props {
  filter: Filter;
  onChange: (filter: Filter) => void;
}

export function FilterBar({ filter, onChange }: Props) {
  const set = (part: Partial<Filter>) => onChange({ ...filter, ...part });
  const filtered = Object.values(filter).some((value) => value !== "");
  return (
    <search className="mb-5 grid grid-cols-2 gap-x-3 gap-y-4 @2xl:grid-cols-4">
      <ActorField key={filter.actor} actor={filter.actor} onChange={(actor) => set({ actor })} />
      <SelectField
        label={t("audit.about")}
        value={filter.group}
        onChange={(event) => set({ group: event.target.value })}
      >
        <option value="">{t("audit.all")}</option>
        {Object.keys(groups)
          .filter(isGroup)
          .map((group) => (
            <option key={group} value={group}>
              {t(`audit.group.${group}`)}
            </option>
          ))}
      </SelectField>
      <TextField
        label={t("audit.since")}
        className="@max-xs:col-span-full"
        type="date"
        value={filter.since}
        max={filter.until || undefined}
        onChange={(event) => set({ since: event.target.value })}
      />
      <TextField
        label={t("audit.until")}
        className="@max-xs:col-span-full"
        type="date"
        value={filter.until}
        min={filter.since || undefined}
        onChange={(event) => set({ until: event.target.value })}
      />
      {filtered && (
        <Button
          variant="ghost"
          size="sm"
          className="col-span-full justify-self-start"
          onClick={() => onChange(everything)}
        >
          {t("audit.clear")}
        </Button>
      )}
    </search>
  );
}

/**
 * Anybody can be asked for, also who has no account any more. A name that is
 * known counts at once, another one when it is finished.
 */
function ActorField({ actor, onChange }: { actor: string; onChange: (actor: string) => void }) {
  const list = useId();
  const { data: users } = useQuery(usersQuery);
  const [typed, setTyped] = useState(actor);
  const finish = () => typed.trim() !== actor && onChange(typed.trim());
  const type = (name: string) => {
    setTyped(name);
    if (name === "" || users?.some((user) => user.username === name)) onChange(name);
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        finish();
      }}
    >
      <TextField
        label={t("audit.person")}
        placeholder={t("audit.everybody")}
        value={typed}
        list={list}
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        maxLength={200}
        onChange={(event) => type(event.target.value)}
        onBlur={finish}
      />
      <datalist id={list}>
        {users?.map((user) => (
          <option key={user.id} value={user.username} />
        ))}
      </datalist>
    </form>
  );
}
