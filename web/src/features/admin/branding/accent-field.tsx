import { t } from "@/shared/i18n";
import { AccentAdvice } from "@/shared/identity/accent-advice";
import { AccentChoice } from "@/shared/identity/accent-choice";
import { TextField } from "@/shared/ui/field";

interface Props {
  value: string;
  error: string | undefined;
  onChange: (accent: string) => void;
}

/** A colour from the palette, by the browser's picker or as text. */
export function AccentField({ value, error, onChange }: Props) {
  return (
    <div className="flex flex-col gap-4">
      <AccentChoice value={value} onChange={onChange} />
      <TextField
        label={t("branding.accentCode")}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        error={error}
        spellCheck={false}
        autoCapitalize="none"
        maxLength={7}
        className="max-w-40"
      />
      <AccentAdvice accent={value} />
    </div>
  );
}
