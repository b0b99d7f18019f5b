import type { LucideIcon } from "lucide-react";
import { RadioGroup } from "radix-ui";
import { directionOf, useLanguage } from "@/shared/i18n";

interface Option<T extends string> {
  value: T;
  label: string;
  icon?: LucideIcon;
}

interface Props<T extends string> {
  label: string;
  value: T;
  options: readonly Option<T>[];
  onChange: (value: T) => void;
}

/** One choice of a few, all of them in sight. */
export function Segmented<T extends string>({ label, value, options, onChange }: Props<T>) {
  return (
    <RadioGroup.Root
      aria-label={label}
      dir={directionOf(useLanguage())}
      value={value}
      onValueChange={(next) => onChange(next as T)}
      className="inline-flex max-w-full flex-wrap gap-0.5 rounded-xl bg-sunken p-1 ring-1 ring-inset ring-line"
    >
      {options.map(({ value: option, label: text, icon: Icon }) => (
        <RadioGroup.Item
          key={option}
          value={option}
          className="flex h-8.5 grow items-center justify-center gap-2 whitespace-nowrap rounded-lg px-2.5 text-sm sm:px-3 font-medium text-muted transition-colors data-[state=checked]:bg-surface data-[state=checked]:text-text data-[state=checked]:shadow-card data-[state=checked]:ring-1 data-[state=checked]:ring-line hoverable:hover:text-text"
        >
          {Icon && <Icon className="size-4" aria-hidden />}
          {text}
        </RadioGroup.Item>
      ))}
    </RadioGroup.Root>
  );
}
