import clsx from "clsx";
import { Check } from "lucide-react";
import { useId } from "react";
import { t } from "@/shared/i18n";
import { accentFit, parseHex } from "@/shared/lib/accent";
import { accents } from "./accents";

interface Props {
  value: string;
  onChange: (accent: string) => void;
}

/** An accent colour: one of those that suit both themes, or any by the browser's picker. */
export function AccentChoice({ value, onChange }: Props) {
  const name = useId();
  const chosen = value.trim().toLowerCase();
  return (
    <fieldset className="min-w-0">
      <legend className="mb-2 text-sm font-medium">{t("branding.accent")}</legend>
      <div className="flex flex-wrap items-center gap-2">
        {accents.map(({ hex, label }) => (
          <label
            key={hex}
            title={t(label)}
            style={{ background: hex }}
            className="relative flex size-8 items-center justify-center rounded-full ring-offset-2 ring-offset-bg has-checked:ring-2 has-checked:ring-text has-focus-visible:outline-2 has-focus-visible:outline-offset-4 has-focus-visible:outline-ring dark:ring-offset-surface"
          >
            <input
              type="radio"
              name={name}
              value={hex}
              aria-label={t(label)}
              checked={hex === chosen}
              onChange={() => onChange(hex)}
              className="absolute inset-0 size-full cursor-pointer opacity-0"
            />
            {hex === chosen && <Check className="size-4 text-white" strokeWidth={2.5} aria-hidden />}
          </label>
        ))}
        <OwnColour value={chosen} onChange={onChange} />
      </div>
    </fieldset>
  );
}

/** The browser's picker behind a round patch of its colour; a wheel of colours while it is none of its own. */
function OwnColour({ value, onChange }: Props) {
  const own = parseHex(value) !== null && !accents.some(({ hex }) => hex === value);
  return (
    <label
      title={t("branding.picker")}
      style={{
        background: own ? value : "conic-gradient(in hsl longer hue, hsl(0 75% 60%), hsl(0 75% 60%))",
      }}
      className={clsx(
        "relative flex size-8 items-center justify-center rounded-full ring-offset-2 ring-offset-bg has-focus-visible:outline-2 has-focus-visible:outline-offset-4 has-focus-visible:outline-ring dark:ring-offset-surface",
        own && "ring-2 ring-text",
      )}
    >
      <input
        type="color"
        aria-label={t("branding.picker")}
        value={parseHex(value) ? value : "#000000"}
        onChange={(event) => onChange(event.target.value)}
        className="absolute inset-0 size-full cursor-pointer opacity-0"
      />
      {own && (
        <Check
          style={{ color: accentFit(value, false)?.text }}
          className="size-4"
          strokeWidth={2.5}
          aria-hidden
        />
      )}
    </label>
  );
}
