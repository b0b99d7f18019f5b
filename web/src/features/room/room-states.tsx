import { Link } from "@tanstack/react-router";
import { DoorOpen } from "lucide-react";
import type { Problem } from "@/shared/api/problem";
import { t } from "@/shared/i18n";
import { Button, buttonClass } from "@/shared/ui/button";
import { Empty } from "@/shared/ui/empty";
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
    <div role="status" className="flex flex-1 flex-col justify-center pb-[12vh]">
      <Empty
        icon={DoorOpen}
        title={t(removed ? "room.removed" : "room.gone")}
        text={t(removed ? "room.removedText" : "room.goneText")}
        action={
          <Link to="/" className={buttonClass("primary")}>
            {t("room.home")}
          </Link>
        }
      />
    </div>
  );
}
