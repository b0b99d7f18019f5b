import { useState } from "react";
import { t } from "@/shared/i18n";
import type { Errors } from "@/shared/ui/form-errors";
import { SearchField } from "@/shared/ui/search-field";
import { CandidateRow } from "./candidate-row";
import { type Candidate, type Chosen, filterCandidates, replace } from "./candidates";

interface Props {
  candidates: readonly Candidate[];
  chosen: Chosen;
  faults: Readonly<Record<string, Errors>>;
  onChoose: (id: string) => void;
  onChange: (chosen: Chosen) => void;
}

/** A list too short to need searching. */
const short = 8;
const noFaults: Errors = {};

export function CandidateList({ candidates, chosen, faults, onChoose, onChange }: Props) {
  const [query, setQuery] = useState("");
  const found = new Set(filterCandidates(candidates, query));
  // What has to be corrected is not hidden by a search.
  const shown = candidates.filter((candidate) => found.has(candidate) || candidate.id in faults);
  if (candidates.length === 0) return null;
  return (
    <fieldset className="flex min-w-0 flex-col gap-2">
      <legend className="mb-1.5 text-sm font-medium">
        {t("checklist.title", { count: candidates.length })}
      </legend>
      {candidates.length > short && (
        <SearchField
          label={t("model.search")}
          value={query}
          onChange={setQuery}
          onKeyDown={(event) => event.key === "Enter" && event.preventDefault()}
        />
      )}
      <ul className="divide-y divide-line overflow-hidden rounded-xl border border-line bg-surface">
        {shown.map((candidate) => (
          <CandidateRow
            key={candidate.id}
            candidate={candidate}
            draft={chosen.find((draft) => draft.upstream_id === candidate.id)}
            faults={faults[candidate.id] ?? noFaults}
            onToggle={(on) =>
              on
                ? onChoose(candidate.id)
                : onChange(chosen.filter((draft) => draft.upstream_id !== candidate.id))
            }
            onChange={(draft) => onChange(replace(chosen, draft))}
          />
        ))}
        {shown.length === 0 && (
          <li className="px-3 py-2.5 text-sm text-muted">{t("model.noMatch", { query })}</li>
        )}
      </ul>
      <p role="status" className="text-[0.8125rem] text-muted">
        {t("checklist.chosen", { count: chosen.length })}
      </p>
    </fieldset>
  );
}
