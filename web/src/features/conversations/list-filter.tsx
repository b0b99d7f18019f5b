import clsx from "clsx";
import { Archive } from "lucide-react";
import type { ListFilter } from "@/shared/api/conversations";
import { t } from "@/shared/i18n";

interface Props {
  value: ListFilter;
  onChange: (filter: ListFilter) => void;
}

const pill =
  "flex h-7 touch:h-9 items-center rounded-full text-[0.8125rem] font-medium text-muted transition-colors aria-pressed:bg-selected aria-pressed:text-text hoverable:hover:text-text";

/** Which conversations the list shows. */
export function FilterBar({ value, onChange }: Props) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for forms
    <div role="group" aria-label={t("filter.label")} className="flex items-center gap-0.5 px-2.5 pb-1">
      {(["all", "chat", "group"] as const).map((filter) => (
        <button
          key={filter}
          type="button"
          aria-pressed={value === filter}
          onClick={() => onChange(filter)}
          className={clsx(pill, "px-3")}
        >
          {t(`filter.${filter}`)}
        </button>
      ))}
      <button
        type="button"
        aria-pressed={value === "archived"}
        aria-label={t("filter.archived")}
        title={t("filter.archived")}
        onClick={() => onChange(value === "archived" ? "all" : "archived")}
        className={clsx(pill, "ms-auto w-7 touch:w-9 justify-center")}
      >
        <Archive className="size-4" aria-hidden />
      </button>
    </div>
  );
}
