import clsx from "clsx";
import { Search } from "lucide-react";
import type { ComponentProps } from "react";
import { inputClass } from "./control";

interface Props extends Omit<ComponentProps<"input">, "className" | "onChange" | "type" | "value"> {
  /** What is searched: read aloud, and shown while nothing is typed. */
  label: string;
  value: string;
  onChange: (query: string) => void;
  className?: string;
}

export function SearchField({ label, onChange, className, ...rest }: Props) {
  return (
    <div className={clsx("relative", className)}>
      <Search className="absolute start-3 top-1/2 size-4 -translate-y-1/2 text-muted" aria-hidden />
      <input
        type="search"
        aria-label={label}
        placeholder={label}
        autoComplete="off"
        onChange={(event) => onChange(event.target.value)}
        className={clsx(inputClass, "ps-9")}
        {...rest}
      />
    </div>
  );
}
