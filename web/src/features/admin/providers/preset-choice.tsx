import { RadioGroup } from "radix-ui";
import { t } from "@/shared/i18n";
import { type Preset, presets } from "./presets";

interface Props {
  /** Empty = another service. */
  value: string;
  onChoose: (preset: Preset | null) => void;
}

const item =
  "flex h-8 items-center rounded-full border border-line-strong/70 bg-surface px-3 text-[0.8125rem] font-medium text-muted transition-colors data-[state=checked]:border-accent data-[state=checked]:bg-accent-soft data-[state=checked]:text-accent-text hoverable:hover:text-text touch:h-9";

/** Well-known services, so that nobody has to look up an address. */
export function PresetChoice({ value, onChoose }: Props) {
  return (
    <div>
      <p id="preset-label" className="mb-1.5 text-sm font-medium">
        {t("provider.service")}
      </p>
      <RadioGroup.Root
        aria-labelledby="preset-label"
        value={value}
        onValueChange={(id) => onChoose(presets.find((preset) => preset.id === id) ?? null)}
        className="flex flex-wrap gap-1.5"
      >
        {presets.map((preset) => (
          <RadioGroup.Item key={preset.id} value={preset.id} className={item}>
            {preset.name}
          </RadioGroup.Item>
        ))}
        <RadioGroup.Item value="" className={item}>
          {t("provider.otherService")}
        </RadioGroup.Item>
      </RadioGroup.Root>
    </div>
  );
}
