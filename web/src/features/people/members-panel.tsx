import { useQuery } from "@tanstack/react-query";
import { LogOut, UserRoundPlus } from "lucide-react";
import { useEffect, useState } from "react";
import { useAccount } from "@/shared/api/account";
import { participantsQuery } from "@/shared/api/participants";
import { asProblem } from "@/shared/api/problem";
import type { Conversation } from "@/shared/api/types";
import { t } from "@/shared/i18n";
import { mayManage } from "@/shared/lib/rights";
import { Button } from "@/shared/ui/button";
import { Notice } from "@/shared/ui/notice";
import { Sheet } from "@/shared/ui/sheet";
import { Spinner } from "@/shared/ui/spinner";
import { MemberRow } from "./member-row";
import { byPresence } from "./presence-line";
import { roles } from "./rights";

interface Props {
  conversation: Conversation;
  onInvite: () => void;
  onLeave: () => void;
  onClose: () => void;
}

/** Who is in a conversation, as what, and who of them is there. */
export default function MembersPanel({ conversation, onInvite, onLeave, onClose }: Props) {
  const { data: people, error } = useQuery(participantsQuery(conversation.id));
  const account = useAccount();
  const now = useMinutes();
  return (
    <Sheet title={people ? t("people.count", { count: people.length }) : t("people.title")} onClose={onClose}>
      {mayManage(conversation.role) && (
        <div className="px-5 pb-2 pt-4">
          <Button className="w-full" onClick={onInvite}>
            <UserRoundPlus className="size-4" aria-hidden />
            {t("invite.people")}
          </Button>
        </div>
      )}
      {error && (
        <Notice tone="danger" className="m-5">
          {asProblem(error).message}
        </Notice>
      )}
      {!people && !error && <Spinner className="mx-auto mt-10 size-5 text-faint" />}
      {people && (
        <ul className="py-1.5">
          {byPresence(people).map((person) => (
            <MemberRow
              key={person.user_id}
              conversationId={conversation.id}
              person={person}
              ownRole={conversation.role}
              own={person.user_id === account?.id}
              now={now}
            />
          ))}
        </ul>
      )}
      <Roles />
      {conversation.is_group && (
        <div className="border-t border-line px-5 py-4">
          <Button variant="danger" size="sm" onClick={onLeave}>
            <LogOut className="size-3.5" aria-hidden />
            {t("people.leave")}
          </Button>
        </div>
      )}
    </Sheet>
  );
}

/** What the words for roles mean. */
function Roles() {
  return (
    <details className="border-t border-line px-5 py-3 text-sm">
      <summary className="rounded-md py-1 font-medium text-muted hoverable:hover:text-text">
        {t("people.rolesTitle")}
      </summary>
      <dl className="pb-2 pt-1">
        {roles.map((role) => (
          <div key={role} className="py-1.5">
            <dt className="font-medium">{t(`people.role.${role}`)}</dt>
            <dd className="text-[0.8125rem] text-muted">{t(`people.roleText.${role}`)}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}

/** The time, renewed often enough for words like “3 minutes ago”. */
function useMinutes(): Date {
  const [now, setNow] = useState(() => new Date());
  useEffect(() => {
    const timer = setInterval(() => setNow(new Date()), 30_000);
    return () => clearInterval(timer);
  }, []);
  return now;
}
