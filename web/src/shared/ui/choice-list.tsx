import { useId } from "react";

export interface Choice<T extends string> {
  value: T;
  label: string;
  /** What choosing it means, in a sentence. */
  text: string;
  /** The language of both, when it is not the page's. */
  lang?: string;
}

interface Props<T extends string> {
  label: string;
  value: T;
  choices: readonly Choice<T>[];
  onChange: (value: T) => void;
  disabled?: boolean;
}

/** One choice of a few, each with its explanation. */
export function ChoiceList<T extends string>({
  label,
  value,
  choices,
  onChange,
  disabled = false,
}: Props<T>) {
  const name = useId();
  return (
    <fieldset disabled={disabled} className="min-w-0">
      <legend className="mb-1.5 text-sm font-medium">{label}</legend>
      <div className="divide-y divide-line overflow-hidden rounded-xl border border-line-strong/70 bg-surface shadow-card">
        {choices.map((choice) => (
          <label
            key={choice.value}
            className="flex cursor-pointer gap-3 px-3 py-2.5 has-checked:bg-accent-soft has-focus-visible:outline-2 has-focus-visible:-outline-offset-2 has-focus-visible:outline-ring has-disabled:cursor-default has-disabled:opacity-60"
          >
            <input
              type="radio"
              name={name}
              value={choice.value}
              checked={choice.value === value}
              onChange={() => onChange(choice.value)}
              aria-labelledby={`${name}-${choice.value}-label`}
              aria-describedby={`${name}-${choice.value}`}
              className="mt-0.5 size-4 shrink-0 accent-(--accent) outline-hidden"
            />
            <span className="min-w-0" lang={choice.lang}>
              <span id={`${name}-${choice.value}-label`} className="block text-sm font-medium leading-5">
                {choice.label}
              </span>
              <span
                id={`${name}-${choice.value}`}
                className="mt-0.5 block text-[0.8125rem] leading-snug text-muted"
              >
                {choice.text}
              </span>
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
