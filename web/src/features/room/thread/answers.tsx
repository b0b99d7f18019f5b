import type { ReactNode } from "react";
import { t } from "@/shared/i18n";
import { AnswerPost } from "./answer-post";
import type { AnswerSet } from "./fold";

interface Props {
  answers: readonly AnswerSet[];
  /** Whether nothing was replied yet. */
  unanswered: boolean;
  asker: string | undefined;
  tools: ReactNode;
}

/** The answers to a message: one as it is, several side by side. Where there is no room for that they are swiped. */
export function Answers({ answers, unanswered, asker, tools }: Props) {
  const [only] = answers;
  if (answers.length === 1 && only) {
    return (
      <div className="mt-3">
        <AnswerPost
          message={only.shown}
          versions={only.versions}
          unanswered={unanswered}
          asker={asker}
          tools={tools}
        />
      </div>
    );
  }
  return (
    <div className="mt-3">
      <ul
        aria-label={t("answers.label", { count: answers.length })}
        className="-mx-4 grid snap-x snap-mandatory scroll-px-4 auto-cols-[minmax(min(17rem,86%),1fr)] grid-flow-col gap-3 overflow-x-auto px-4 pb-2 sm:mx-0 sm:scroll-px-0 sm:px-0"
      >
        {answers.map((set) => (
          <li
            key={set.key}
            className="min-w-0 snap-start rounded-2xl border border-line bg-surface px-3.5 pb-2 pt-3 shadow-card"
          >
            <AnswerPost
              message={set.shown}
              versions={set.versions}
              unanswered={unanswered}
              asker={asker}
              inCard
              tools={null}
            />
          </li>
        ))}
      </ul>
      {tools}
    </div>
  );
}
