import { Link } from "@tanstack/react-router";
import { DoorOpen } from "lucide-react";
import type { Problem } from "@/shared/api/problem";
import { t } from "@/shared/i18n";
import { Button } from "@/shared/ui/button";
import { Notice } from "@/shared/ui/notice";
import { Spinner } from "@/shared/ui/spinner";

export function RoomSkeleton() {
  return (
    <div className="flex w-full flex-col gap-5 px-5 pt-4 lg:w-80 lg:border-e lg:border-line">
      <span className="sr-only">{t("loading")}</span>
      {["w-11/12", "w-4/5", "w-full", "w-3/5"].map((width) => (
        <div key={width} className="flex gap-3">
          <div className="size-7 shrink-0 animate-pulse rounded-full bg-hover" />
          <div className="flex flex-1 flex-col gap-2">
            <div className={`h-4 animate-pulse rounded bg-hover ${width}`} />
            <div className="h-3 w-1/3 animate-pulse rounded bg-hover" />
          </div>
        </div>
      ))}
    </div>
  );
}

/** In the place of a thread that is on its way. */
export function Loading() {
  return (
    <p className="flex flex-1 items-center justify-center text-faint">
      <Spinner />
      <span className="sr-only">{t("loading")}</span>
    </p>
  );
}

interface Props {
  /** Whether somebody took one out of the room while one looked at it. */
  removed: boolean;
  problem: Problem | null;
  onRetry: () => void;
}

/** Instead of a room that cannot be shown, or not any more. */
export function RoomFailure({ removed, problem, onRetry }: Props) {
  if (!removed && problem?.status !== 404) {
    return (
      <div className="mx-auto flex w-full max-w-lg flex-1 flex-col justify-center px-6">
        <Notice
          tone="danger"
          title={t("room.failed")}
          actions={
            <Button size="sm" onClick={onRetry}>
              {t("action.retry")}
            </Button>
          }
        >
          {problem?.message}
        </Notice>
      </div>
    );
  }
  return (
    <div
      role="status"
      className="mx-auto flex w-full max-w-md flex-1 flex-col items-center justify-center px-6 pb-[12vh] text-center"
    >
      <DoorOpen className="size-9 text-faint" strokeWidth={1.5} aria-hidden />
      <p className="mt-4 text-lg font-semibold tracking-[-0.012em]">
        {t(removed ? "room.removed" : "room.gone")}
      </p>
      <p className="mt-1.5 text-sm leading-relaxed text-muted text-pretty">
        {t(removed ? "room.removedText" : "room.goneText")}
      </p>
      <Link
        to="/"
        className="mt-5 inline-flex h-9.5 items-center rounded-[0.65rem] bg-accent px-4 text-sm font-medium text-on-accent shadow-card hoverable:hover:bg-accent-strong"
      >
        {t("room.home")}
      </Link>
    </div>
  );
}
