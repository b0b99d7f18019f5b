import { useId } from "react";
import { t } from "@/shared/i18n";
import { TextField } from "@/shared/ui/field";
import type { Errors } from "@/shared/ui/form-errors";
import { type Capability, capabilities, type ModelDraft, withName } from "./draft";

interface Props {
  draft: ModelDraft;
  faults: Errors;
  onChange: (draft: ModelDraft) => void;
}

/** What a model is called, what it costs and what it can do; all but its id. */
export function ModelFields({ draft, faults, onChange }: Props) {
  const set = (part: Partial<ModelDraft>) => onChange({ ...draft, ...part });
  return (
    <div className="grid gap-4 sm:grid-cols-3">
      <TextField
        className="sm:col-span-3"
        label={t("models.displayName")}
        hint={t("models.displayNameHint")}
        value={draft.display_name}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => onChange(withName(draft, event.target.value))}
        error={faults.display_name}
      />
      <TextField
        label={t("models.context")}
        hint={t("models.contextHint")}
        value={draft.context_size}
        autoComplete="off"
        onChange={(event) => set({ context_size: event.target.value })}
        error={faults.context_size}
      />
      <TextField
        label={t("models.inputPrice")}
        hint={t("models.priceHint")}
        value={draft.input_price}
        inputMode="decimal"
        autoComplete="off"
        onChange={(event) => set({ input_price: event.target.value })}
        error={faults.input_price}
      />
      <TextField
        label={t("models.outputPrice")}
        hint={t("models.priceHint")}
        value={draft.output_price}
        inputMode="decimal"
        autoComplete="off"
        onChange={(event) => set({ output_price: event.target.value })}
        error={faults.output_price}
      />
      <div className="sm:col-span-3">
        <CapabilityBoxes chosen={draft.capabilities} onChange={(chosen) => set({ capabilities: chosen })} />
      </div>
    </div>
  );
}

interface BoxesProps {
  chosen: readonly Capability[];
  onChange: (chosen: readonly Capability[]) => void;
}

function CapabilityBoxes({ chosen, onChange }: BoxesProps) {
  const id = useId();
  return (
    <fieldset>
      <legend className="mb-1.5 text-sm font-medium">{t("models.capabilities")}</legend>
      <div className="flex flex-wrap gap-x-5 gap-y-1">
        {capabilities.map((name) => (
          <label key={name} htmlFor={`${id}-${name}`} className="flex min-h-9 items-center gap-2 text-sm">
            <input
              id={`${id}-${name}`}
              type="checkbox"
              checked={chosen.includes(name)}
              onChange={(event) =>
                onChange(event.target.checked ? [...chosen, name] : chosen.filter((other) => other !== name))
              }
              className="size-4 accent-(--accent)"
            />
            {t(`model.can.${name}`)}
          </label>
        ))}
      </div>
    </fieldset>
  );
}
