import { useState } from "react";
import { t } from "@/shared/i18n";
import { SearchField } from "@/shared/ui/search-field";

interface Props {
  models: readonly string[];
  chosen: readonly string[];
  onChange: (chosen: readonly string[]) => void;
}

/** A list too short to need searching. */
const short = 8;

/** The models that a provider offers, to choose from. */
export function ModelChecklist({ models, chosen, onChange }: Props) {
  const [query, setQuery] = useState("");
  const shown = models.filter((id) => id.toLowerCase().includes(query.trim().toLowerCase()));
  const toggle = (id: string, on: boolean) =>
    onChange(on ? [...chosen, id] : chosen.filter((other) => other !== id));
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className="mb-1.5 text-sm font-medium">{t("checklist.title", { count: models.length })}</legend>
      {models.length > short && (
        <SearchField
          label={t("model.search")}
          value={query}
          onChange={setQuery}
          onKeyDown={(event) => event.key === "Enter" && event.preventDefault()}
        />
      )}
      <ul className="max-h-56 overflow-y-auto rounded-xl border border-line bg-surface p-1">
        {shown.map((id) => (
          <li key={id}>
            <label
              htmlFor={`model-${id}`}
              className="flex min-h-9 cursor-pointer items-center gap-2.5 rounded-lg px-2.5 text-sm hoverable:hover:bg-hover"
            >
              <input
                id={`model-${id}`}
                type="checkbox"
                checked={chosen.includes(id)}
                onChange={(event) => toggle(id, event.target.checked)}
                className="size-4 accent-(--accent)"
              />
              <span className="min-w-0 truncate">{id}</span>
            </label>
          </li>
        ))}
        {shown.length === 0 && (
          <li className="px-2.5 py-2 text-sm text-muted">{t("model.noMatch", { query })}</li>
        )}
      </ul>
      <p className="text-[0.8125rem] text-muted">{t("checklist.chosen", { count: chosen.length })}</p>
    </fieldset>
  );
}
