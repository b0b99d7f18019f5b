import { Link } from "@tanstack/react-router";
import clsx from "clsx";
import { ChevronRight, CornerDownRight } from "lucide-react";
import { memo } from "react";
import { t, useLanguage } from "@/shared/i18n";
import type { Outgoing } from "@/shared/live/outbox";
import { useRoom, useThread } from "../room-context";
import { AnswerPost } from "./answer-post";
import { Answers } from "./answers";
import { type Branch as BranchOf, isAnswer, maxLevels } from "./fold";
import { Post } from "./post";
import { ReplyBox } from "./reply-box";
import { Unsent } from "./unsent";

interface Props {
  branch: BranchOf;
  /** What is on its way, anywhere in the room. */
  outbox: readonly Outgoing[];
}

/** A message with its answers and, indented below, the replies. */
export const Branch = memo(function Branch({ branch, outbox }: Props) {
  useLanguage();
  const { line, folded, replyingTo, toggle } = useThread();
  const { message, level, answers, replies, below, deeper } = branch;
  const shownIds = [message.id, ...answers.map(({ shown }) => shown.id)];
  const isFolded = folded.has(message.id) && replies.length > 0;
  const onWay = outbox.filter((out) => out.parentId !== undefined && shownIds.includes(out.parentId));
  const replyTarget = shownIds.find((id) => id === replyingTo);
  const foldable = replies.length > 0 && level > 0;
  const foldButton = foldable && (
    <FoldButton isFolded={isFolded} count={below - answers.length} onToggle={() => toggle(message.id)} />
  );
  return (
    <>
      {line === message.id && <NewLine />}
      {isAnswer(message) ? (
        <AnswerPost
          message={message}
          versions={[message.id]}
          unanswered={replies.length === 0}
          tools={foldButton}
        />
      ) : (
        <Post
          message={message}
          answers={answers}
          isTop={level === 0}
          tools={answers.length === 0 && foldButton}
        />
      )}
      {answers.some(({ shown }) => shown.id === line) && <NewLine />}
      {answers.length > 0 && (
        <Answers
          answers={answers}
          unanswered={replies.length === 0}
          asker={message.author_user_id}
          tools={foldButton}
        />
      )}
      {replyTarget && (
        <ReplyBox parentId={replyTarget} questionId={message.id} isDeepest={level === maxLevels} />
      )}
      {(replies.length > 0 || onWay.length > 0) && !isFolded && (
        <ul
          aria-label={t("thread.replies")}
          className={clsx(
            "flex flex-col",
            level === 0
              ? "mt-4 gap-5 border-t border-line pt-5"
              : "ms-3 mt-3 gap-4 border-s border-line ps-3 sm:ms-3.5 sm:ps-5",
          )}
        >
          {replies.map((reply) => (
            <li key={reply.message.id}>
              <ReplyingTo reply={reply} branch={branch} />
              <Branch branch={reply} outbox={outbox} />
            </li>
          ))}
          {onWay.map((out) => (
            <li key={out.id}>
              <Unsent out={out} />
            </li>
          ))}
        </ul>
      )}
      {deeper > 0 && <ContinueThread messageId={message.id} count={deeper} />}
    </>
  );
});

function FoldButton({
  isFolded,
  count,
  onToggle,
}: {
  isFolded: boolean;
  count: number;
  onToggle: () => void;
}) {
  return (
    <button
      type="button"
      aria-expanded={!isFolded}
      onClick={onToggle}
      className="inline-flex h-7 items-center gap-1 rounded-md px-1.5 text-xs font-medium text-muted hoverable:hover:bg-hover hoverable:hover:text-text touch:h-9"
    >
      <ChevronRight className={clsx("size-3.5 transition-transform", !isFolded && "rotate-90")} aria-hidden />
      {t("thread.below", { count })}
    </button>
  );
}

/** Which of several answers a reply is about. */
function ReplyingTo({ reply, branch }: { reply: BranchOf; branch: BranchOf }) {
  const answered = branch.answers.find(({ shown }) => shown.id === reply.message.parent_id)?.shown;
  // With one answer and nothing else to reply to it is plain.
  const plain =
    branch.answers.length < 2 && branch.replies.every((r) => r.message.parent_id === answered?.id);
  if (!answered || plain) return null;
  return (
    <p className="mb-1 flex items-center gap-1.5 text-xs text-muted">
      <CornerDownRight className="size-3.5" aria-hidden />
      {t("reply.about", { name: answered.answer?.model_name || t("message.assistant") })}
    </p>
  );
}

function NewLine() {
  return (
    <div className="my-3 flex items-center gap-3 text-xs font-semibold text-accent-text" data-new-line>
      <span className="h-px flex-1 bg-accent/40" />
      {t("thread.newLine")}
      <span className="h-px flex-1 bg-accent/40" />
    </div>
  );
}

function ContinueThread({ messageId, count }: { messageId: string; count: number }) {
  const { conversationId } = useRoom();
  const { rootId } = useThread();
  return (
    <Link
      to="/chats/$conversationId"
      params={{ conversationId }}
      search={{ thread: rootId, from: messageId }}
      className="ms-8 mt-2 inline-block rounded-lg bg-accent-soft px-3 py-1.5 text-[0.8125rem] font-medium text-accent-text hoverable:hover:underline sm:ms-9 touch:py-2.5"
    >
      {t("thread.continue")} <span className="font-normal">· {t("thread.more", { count })}</span>
    </Link>
  );
}
