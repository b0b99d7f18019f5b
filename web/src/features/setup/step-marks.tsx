import clsx from "clsx";
import { Check } from "lucide-react";

/** How far a walk of several pages has come. */
export function StepMarks({ steps, current }: { steps: readonly string[]; current: number }) {
  return (
    <ol className="mb-6 flex items-center gap-2 text-xs font-medium sm:text-[0.8125rem]">
      {steps.map((name, i) => (
        <li
          key={name}
          aria-current={i === current ? "step" : undefined}
          className="flex min-w-0 flex-1 flex-col gap-2"
        >
          <span
            className={clsx("h-1 rounded-full transition-colors", i <= current ? "bg-accent" : "bg-line")}
          />
          <span className={clsx("flex items-center gap-1", i <= current ? "text-text" : "text-muted")}>
            {i < current && (
              <Check className="size-3.5 shrink-0 text-accent-text max-sm:hidden" aria-hidden />
            )}
            <span className="truncate">{name}</span>
          </span>
        </li>
      ))}
    </ol>
  );
}
