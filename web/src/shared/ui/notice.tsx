import clsx from "clsx";
import { CircleAlert, CircleCheck, Info, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";

type Tone = "info" | "good" | "warn" | "danger";

const tones = {
  info: { icon: Info, box: "border-line bg-sunken", mark: "text-muted" },
  good: { icon: CircleCheck, box: "border-line bg-good-soft", mark: "text-good" },
  warn: { icon: TriangleAlert, box: "border-warn-line bg-warn-soft", mark: "text-warn" },
  danger: { icon: CircleAlert, box: "border-danger-line bg-danger-soft", mark: "text-danger" },
} as const;

interface Props {
  tone?: Tone;
  title?: ReactNode;
  children?: ReactNode;
  actions?: ReactNode;
  className?: string;
}

/** Something to know, in place. Bad news is read aloud at once. */
export function Notice({ tone = "info", title, children, actions, className }: Props) {
  const { icon: Icon, box, mark } = tones[tone];
  return (
    <div
      role={tone === "danger" ? "alert" : tone === "info" ? undefined : "status"}
      className={clsx("flex gap-3 rounded-xl border px-3.5 py-3 text-sm", box, className)}
    >
      <Icon className={clsx("mt-0.5 size-4 shrink-0", mark)} aria-hidden />
      <div className="min-w-0 flex-1 [overflow-wrap:anywhere]">
        {title && <p className="font-medium">{title}</p>}
        {children && <div className={clsx(title && "mt-0.5 text-muted")}>{children}</div>}
        {actions && <div className="mt-2.5 flex flex-wrap gap-2">{actions}</div>}
      </div>
    </div>
  );
}
