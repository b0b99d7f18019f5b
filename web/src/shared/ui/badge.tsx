import clsx from "clsx";
import type { ReactNode } from "react";

const tones = {
  neutral: "bg-sunken text-muted ring-line",
  accent: "bg-accent-soft text-accent-text ring-transparent",
  good: "bg-good-soft text-good ring-transparent",
  warn: "bg-warn-soft text-warn ring-transparent",
} as const;

export function Badge({ tone = "neutral", children }: { tone?: keyof typeof tones; children: ReactNode }) {
  return (
    <span
      className={clsx(
        "inline-flex h-5.5 shrink-0 items-center rounded-md px-1.5 text-xs font-medium ring-1 ring-inset",
        tones[tone],
      )}
    >
      {children}
    </span>
  );
}
