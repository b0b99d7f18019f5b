import { Link } from "@tanstack/react-router";
import { MessageCircleOff } from "lucide-react";
import type { ReactNode } from "react";
import { putCached } from "@/shared/api/conversation-cache";
import { restoreConversation } from "@/shared/api/conversations";
import { asProblem, type Problem } from "@/shared/api/problem";
import { t } from "@/shared/i18n";
import { Button, buttonClass } from "@/shared/ui/button";
import { Empty } from "@/shared/ui/empty";
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
  if (problem?.status === 404) {
    return (
      <InPlace>
        <Empty
          icon={MessageCircleOff}
          title={t("chat.gone")}
          text={t("chat.goneText")}
          action={<HomeLink />}
        />
      </InPlace>
    );
  }
  return (
    <div className="mx-auto flex w-full max-w-lg flex-1 flex-col justify-center px-6">
      <Notice
        tone="danger"
        title={t("chat.failed")}
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

/** Shown to whoever looked at a chat while it went away. */
export function ChatGone({ why, id }: { why: "deleted" | "removed"; id: string }) {
  const restore = () => restoreConversation(id).then(putCached, (error) => toast(asProblem(error).message));
  return (
    <InPlace>
      <Empty
        icon={MessageCircleOff}
        title={t(`chat.gone.${why}`)}
        text={t(`chat.gone.${why}Text`)}
        action={
          <>
            {why === "deleted" && <Button onClick={restore}>{t("action.restore")}</Button>}
            <HomeLink />
          </>
        }
      />
    </InPlace>
  );
}

function InPlace({ children }: { children: ReactNode }) {
  return (
    <div role="status" className="flex flex-1 flex-col justify-center pb-[12vh]">
      {children}
    </div>
  );
}

function HomeLink() {
  return (
    <Link to="/" className={buttonClass("primary")}>
      {t("chat.startNew")}
    </Link>
  );
}
