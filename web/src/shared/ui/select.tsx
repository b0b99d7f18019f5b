import clsx from "clsx";
import { ChevronDown } from "lucide-react";
import { type ComponentProps, forwardRef } from "react";
import { inputClass } from "./control";

/** The browser's own list of options behind a button of ours. */
export const Select = forwardRef<HTMLSelectElement, Omit<ComponentProps<"select">, "className">>(
  function Select(props, ref) {
    return (
      <div className="relative">
        <select ref={ref} className={clsx(inputClass, "appearance-none truncate pe-9")} {...props} />
        <ChevronDown
          className="pointer-events-none absolute end-3 top-1/2 size-4 -translate-y-1/2 text-muted"
          aria-hidden
        />
      </div>
    );
  },
);
