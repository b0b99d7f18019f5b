import { Link } from "@tanstack/react-router";
import { putCached } from "@/shared/api/conversation-cache";
import { restoreConversation } from "@/shared/api/conversations";
import { asProblem, type Problem } from "@/shared/api/problem";
import { t } from "@/shared/i18n";
import { Button } from "@/shared/ui/button";
import { Notice } from "@/shared/ui/notice";
import { toast } from "@/shared/ui/toast";

export function ChatSkeleton() {
  return (
    <div className="mx-auto flex w-full max-w-[46rem] flex-1 flex-col gap-6 px-6 pt-6">
      <span className="sr-only">{t("loading")}</span>
      <div className="h-11 w-2/5 animate-pulse self-end rounded-2xl bg-hover" />
      <div className="flex flex-col gap-3">
        {["w-11/12", "w-4/5", "w-full", "w-3/5"].map((width) => (
          <div key={width} className={`h-4 animate-pulse rounded bg-hover ${width}`} />
        ))}
      </div>
    </div>
  );
}

export function ChatFailure({ problem, onRetry }: { problem: Problem | null; onRetry: () => void }) {
  const gone = problem?.status === 404;
  return (
    <div className="mx-auto flex w-full max-w-lg flex-1 flex-col justify-center px-6">
      <Notice
        tone={gone ? "info" : "danger"}
        title={gone ? t("chat.gone") : t("chat.failed")}
        actions={
          gone ? (
            <HomeLink />
          ) : (
            <Button size="sm" onClick={onRetry}>
              {t("action.retry")}
            </Button>
          )
        }
      >
        {gone ? t("chat.goneText") : problem?.message}
      </Notice>
    </div>
  );
}

/** Shown to whoever looked at a chat while it went away. */
export function ChatGone({ why, id }: { why: "deleted" | "removed"; id: string }) {
  const restore = () => restoreConversation(id).then(putCached, (error) => toast(asProblem(error).message));
  return (
    <div role="status" className="mx-auto flex w-full max-w-lg flex-1 flex-col justify-center px-6">
      <Notice
        title={t(`chat.gone.${why}`)}
        actions={
          <span className="flex items-center gap-4">
            {why === "deleted" && (
              <Button size="sm" onClick={restore}>
                {t("action.restore")}
              </Button>
            )}
            <HomeLink />
          </span>
        }
      >
        {t(`chat.gone.${why}Text`)}
      </Notice>
    </div>
  );
}

function HomeLink() {
  return (
    <Link to="/" className="font-medium text-accent-text underline underline-offset-4">
      {t("chat.startNew")}
    </Link>
  );
}
