import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useRef, useState } from "react";
import { useTitle } from "@/shared/a11y/use-title";
import { useAccount } from "@/shared/api/account";
import { putCached } from "@/shared/api/conversation-cache";
import { createConversation } from "@/shared/api/conversations";
import { modelsQuery } from "@/shared/api/models";
import { asProblem } from "@/shared/api/problem";
import { useServerName } from "@/shared/api/server";
import type { Model } from "@/shared/api/types";
import { Composer } from "@/shared/composer/composer";
import { t } from "@/shared/i18n";
import { useModelPreferences } from "@/shared/lib/model-preferences";
import { load, save } from "@/shared/lib/storage";
import { liveConversation } from "@/shared/live/registry";
import { ModelButton } from "@/shared/model-picker/model-button";
import { Notice } from "@/shared/ui/notice";
import { PageHeader } from "@/shared/ui/page-header";

const draftKey = "new";
/** The model that was chosen for a chat that is not begun yet; goes with its draft. */
const modelKey = `draft.${draftKey}.model`;
const ideas = ["explain", "write", "plan", "code"] as const;

export function NewChatPage() {
  const navigate = useNavigate();
  const queries = useQueryClient();
  const account = useAccount();
  const field = useRef<HTMLTextAreaElement>(null);
  const { data: models } = useQuery(modelsQuery);
  const { usual } = useModelPreferences(account?.id ?? "");
  const [wanted, setWanted] = useState(() => load(modelKey));
  const [problem, setProblem] = useState<string | null>(null);
  const [starting, setStarting] = useState(false);
  useTitle(t("chat.new"), useServerName());

  const among = (list: readonly Model[]) =>
    [wanted, usual].find((id) => list.some((model) => model.id === id)) ?? undefined;
  const known = among(models ?? []);
  const chosen = models?.find((model) => model.id === known) ?? models?.[0];

  const write = (text: string) => {
    if (!field.current) return;
    field.current.value = text;
    field.current.dispatchEvent(new Event("input", { bubbles: true }));
  };

  const start = async (text: string) => {
    setStarting(true);
    setProblem(null);
    // Until the chat exists the text stays where it was written, so that a reload finds it there.
    write(text);
    try {
      // Whoever writes fast sends before the list is here; the chosen model is known only with it.
      const list = await queries.ensureQueryData(modelsQuery);
      if (list.length === 0) return;
      const conversation = await createConversation(among(list));
      const live = liveConversation(conversation.id);
      live.seed(conversation);
      live.send(text, undefined);
      write("");
      save(modelKey, null);
      putCached(conversation);
      await navigate({ to: "/chats/$conversationId", params: { conversationId: conversation.id } });
    } catch (error) {
      setProblem(asProblem(error).message);
    } finally {
      setStarting(false);
    }
  };

  const suggest = (text: string) => {
    write(text);
    field.current?.focus();
  };

  const blocked = models?.length === 0 ? t("composer.noModel") : null;
  return (
    <>
      <PageHeader title={<span className="sr-only">{t("chat.new")}</span>} />
      <div className="min-h-0 flex-1 overflow-y-auto">
        <div className="mx-auto flex min-h-full w-full max-w-[44rem] flex-col justify-end gap-4 px-3 pb-3 sm:justify-center sm:gap-6 sm:px-5 sm:pb-[14vh]">
          <p className="mb-auto pt-[16vh] text-center text-[1.75rem] font-semibold leading-tight tracking-[-0.025em] -order-2 sm:order-none sm:mb-0 sm:pt-0 sm:text-[2.125rem]">
            {greeting(new Date(), account?.username ?? "")}
          </p>
          <div className="flex flex-col gap-3">
            {problem && (
              <Notice tone="danger" title={t("send.notStarted")}>
                {problem}
              </Notice>
            )}
            <Composer
              draftKey={draftKey}
              generating={false}
              blocked={blocked}
              busy={starting}
              onSend={start}
              onStop={() => undefined}
              fieldRef={field}
            >
              <ModelButton
                modelId={known}
                onChoose={(model) => {
                  setWanted(model.id);
                  save(modelKey, model.id);
                }}
              />
            </Composer>
            {chosen?.source === "builtin" && <DemoNote admin={account?.role === "admin"} />}
            {models?.length === 0 && <NoModelNote admin={account?.role === "admin"} />}
          </div>
          <ul
            aria-label={t("ideas.label")}
            className="-order-1 -mx-3 flex gap-2 overflow-x-auto px-3 pb-1 [scrollbar-width:none] sm:order-none sm:mx-0 sm:flex-wrap sm:justify-center sm:px-0"
          >
            {ideas.map((idea) => (
              <li key={idea}>
                <button
                  type="button"
                  onClick={() => suggest(t(`ideas.${idea}.text`))}
                  className="whitespace-nowrap rounded-full border border-line bg-surface px-3.5 py-1.5 text-[0.8125rem] font-medium text-muted shadow-card transition-colors hoverable:hover:border-line-strong hoverable:hover:text-text"
                >
                  {t(`ideas.${idea}.title`)}
                </button>
              </li>
            ))}
          </ul>
        </div>
      </div>
    </>
  );
}

function greeting(now: Date, name: string): string {
  const hour = now.getHours();
  if (hour < 5) return t("greeting.night", { name });
  if (hour < 12) return t("greeting.morning", { name });
  if (hour < 18) return t("greeting.afternoon", { name });
  return t("greeting.evening", { name });
}

function ConnectLink() {
  return (
    <Link to="/admin/providers" className="font-medium text-accent-text underline underline-offset-4">
      {t("demo.connect")}
    </Link>
  );
}

function DemoNote({ admin }: { admin: boolean }) {
  return (
    <p className="px-4 text-center text-[0.8125rem] text-muted">
      {t("demo.note")} {admin && <ConnectLink />}
    </p>
  );
}

function NoModelNote({ admin }: { admin: boolean }) {
  return (
    <Notice tone="info" title={t("model.none")}>
      {admin ? <ConnectLink /> : t("model.askAdmin")}
    </Notice>
  );
}
