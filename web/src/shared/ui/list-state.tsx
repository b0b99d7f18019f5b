import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import { asProblem } from "@/shared/api/problem";
import { t } from "@/shared/i18n";
import { Button } from "./button";
import { Notice } from "./notice";
import { Spinner } from "./spinner";

interface Props {
  pending: boolean;
  error: unknown;
  empty: boolean;
  onRetry: () => void;
  emptyIcon: LucideIcon;
  emptyTitle: string;
  emptyText: string;
  children: ReactNode;
}

/** A list, or why there is none to see. */
export function ListState({
  pending,
  error,
  empty,
  onRetry,
  emptyIcon: Icon,
  emptyTitle,
  emptyText,
  children,
}: Props) {
  if (pending) {
    return (
      <p className="flex justify-center py-16 text-faint">
        <Spinner />
        <span className="sr-only">{t("loading")}</span>
      </p>
    );
  }
  if (error) {
    return (
      <Notice
        tone="danger"
        actions={
          <Button size="sm" onClick={onRetry}>
            {t("action.retry")}
          </Button>
        }
      >
        {asProblem(error).message}
      </Notice>
    );
  }
  if (!empty) return children;
  return (
    <div className="flex flex-col items-center rounded-2xl border border-dashed border-line-strong px-6 py-14 text-center">
      <Icon className="size-7 text-faint" strokeWidth={1.6} aria-hidden />
      <p className="mt-3 font-medium">{emptyTitle}</p>
      <p className="mt-1 max-w-sm text-sm text-muted">{emptyText}</p>
    </div>
  );
}
