import { useQuery } from "@tanstack/react-query";
import { invitesQuery, revokeInvite } from "@/shared/api/invites";
import { participantsQuery } from "@/shared/api/participants";
import { asProblem } from "@/shared/api/problem";
import { t } from "@/shared/i18n";
import { InvitationRow } from "@/shared/invite/invitation-row";
import { Notice } from "@/shared/ui/notice";

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
            recipient={invite.email}
            facts={[t(`people.role.${invite.role}`)]}
            life={invite}
            acceptedBy={nameOf(invite.accepted_by)}
            onRevoke={() => revokeInvite(conversationId, invite.id)}
          />
        ))}
      </ul>
    </section>
  );
}
