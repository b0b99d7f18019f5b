import { useId } from "react";
import { t } from "@/shared/i18n";
import { Badge } from "@/shared/ui/badge";
import type { Errors } from "@/shared/ui/form-errors";
import type { ModelDraft } from "../../model-form/draft";
import { ModelFields } from "../../model-form/model-fields";
import type { Candidate } from "./candidates";

interface Props {
  candidate: Candidate;
  /** What is said of it, once it is chosen. */
  draft: ModelDraft | undefined;
  faults: Errors;
  onToggle: (on: boolean) => void;
  onChange: (draft: ModelDraft) => void;
}

/** A model to choose; a chosen one can be named and described at once. */
export function CandidateRow({ candidate, draft, faults, onToggle, onChange }: Props) {
  const id = useId();
  return (
    <li>
      <label
        htmlFor={id}
        className="flex min-h-10 cursor-pointer items-center gap-2.5 px-3 text-sm has-disabled:cursor-default hoverable:hover:bg-hover"
      >
        <input
          id={id}
          type="checkbox"
          checked={candidate.configured || draft !== undefined}
          disabled={candidate.configured}
          onChange={(event) => onToggle(event.target.checked)}
          className="size-4 shrink-0 accent-(--accent)"
        />
        <span className="min-w-0 flex-1 py-1.5 [overflow-wrap:anywhere]">{candidate.id}</span>
        {candidate.configured && <Badge>{t("choose.onList")}</Badge>}
        {candidate.byHand && <Badge>{t("choose.typed")}</Badge>}
      </label>
      {draft && (
        // biome-ignore lint/a11y/useSemanticElements: a fieldset would indent its legend
        <div role="group" aria-label={candidate.id} className="border-t border-line bg-sunken px-3 pt-3 pb-4">
          <ModelFields draft={draft} faults={faults} onChange={onChange} />
        </div>
      )}
    </li>
  );
}
