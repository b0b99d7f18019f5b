import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { invitesQuery, revokeInvite } from "@/shared/api/invites";
import { participantsQuery } from "@/shared/api/participants";
import { asProblem } from "@/shared/api/problem";
import type { Invite } from "@/shared/api/types";
import { t } from "@/shared/i18n";
import { dayAndTime } from "@/shared/lib/time";
import { Badge } from "@/shared/ui/badge";
import { Button } from "@/shared/ui/button";
import { Notice } from "@/shared/ui/notice";
import { toast } from "@/shared/ui/toast";

/** The invitations into a conversation: what became of each, and how to withdraw one. */
export function InvitationList({ conversationId }: { conversationId: string }) {
  const { data: invites, error } = useQuery(invitesQuery(conversationId));
  const { data: people } = useQuery(participantsQuery(conversationId));
  if (error) return <Notice tone="danger">{asProblem(error).message}</Notice>;
  if (!invites?.length) return null;
  const nameOf = (id: string | undefined) => {
    const person = people?.find((p) => p.user_id === id);
    return person?.display_name || person?.username;
  };
  return (
    <section aria-labelledby="invitations">
      <h3 id="invitations" className="mb-1.5 text-sm font-medium">
        {t("invite.list")}
      </h3>
      <ul className="divide-y divide-line rounded-xl border border-line">
        {invites.map((invite) => (
          <InvitationRow
            key={invite.id}
            conversationId={conversationId}
            invite={invite}
            acceptedBy={nameOf(invite.accepted_by)}
          />
        ))}
      </ul>
    </section>
  );
}

interface RowProps {
  conversationId: string;
  invite: Invite;
  /** Undefined for somebody who has left again. */
  acceptedBy: string | undefined;
}

const tones = { open: "good", accepted: "accent", revoked: "neutral", expired: "neutral" } as const;

function InvitationRow({ conversationId, invite, acceptedBy }: RowProps) {
  const [busy, setBusy] = useState(false);
  const revoke = async () => {
    setBusy(true);
    try {
      await revokeInvite(conversationId, invite.id);
    } catch (error) {
      toast(asProblem(error).message);
    } finally {
      setBusy(false);
    }
  };
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1.5 px-3 py-2.5">
      <div className="min-w-0 flex-1 basis-48">
        <p className="flex items-center gap-2 text-sm font-medium">
          <span className="truncate">{invite.email}</span>
          <Badge tone={tones[invite.state]}>{t(`invite.state.${invite.state}`)}</Badge>
        </p>
        <p className="text-[0.8125rem] text-muted">
          {t(`people.role.${invite.role}`)} · {fate(invite, acceptedBy)}
        </p>
      </div>
      {invite.state === "open" && (
        <Button
          size="sm"
          busy={busy}
          aria-label={t("invite.revokeFor", { email: invite.email })}
          onClick={revoke}
        >
          {t("invite.revoke")}
        </Button>
      )}
    </li>
  );
}

/** What became of an invitation, and when. */
function fate(invite: Invite, acceptedBy: string | undefined): string {
  if (invite.state === "accepted")
    return t("invite.acceptedBy", {
      name: acceptedBy ?? t("people.somebody"),
      time: dayAndTime(invite.accepted_at ?? ""),
    });
  if (invite.state === "revoked") return t("invite.revokedAt", { time: dayAndTime(invite.revoked_at ?? "") });
  const time = dayAndTime(invite.expires_at);
  return t(invite.state === "expired" ? "invite.expiredAt" : "invite.until", { time });
}
