import { useId } from "react";
import { t } from "@/shared/i18n";
import { parseHex } from "@/shared/lib/accent";
import { TextField } from "@/shared/ui/field";
import { AccentAdvice } from "./accent-advice";

interface Props {
  value: string;
  error: string | undefined;
  onChange: (accent: string) => void;
}

/** A colour by the browser's picker or as text. */
export function AccentField({ value, error, onChange }: Props) {
  const picker = useId();
  const known = parseHex(value) !== null;
  return (
    <div className="flex flex-col gap-3">
      <div className="flex items-start gap-2">
        <div className="flex flex-col gap-1.5">
          <label htmlFor={picker} className="text-sm font-medium">
            {t("branding.picker")}
          </label>
          <input
            id={picker}
            type="color"
            value={known ? value.trim().toLowerCase() : "#000000"}
            onChange={(event) => onChange(event.target.value)}
            className="h-10 w-16 cursor-pointer touch:h-11 rounded-[0.65rem] border border-line-strong/80 bg-surface p-1 shadow-card"
          />
        </div>
        <TextField
          label={t("branding.accentCode")}
          value={value}
          onChange={(event) => onChange(event.target.value)}
          error={error}
          spellCheck={false}
          autoCapitalize="none"
          maxLength={7}
          className="w-40"
        />
      </div>
      {known && <AccentAdvice accent={value} />}
    </div>
  );
}
