import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { asProblem } from "@/shared/api/problem";
import type { AccountInvite } from "@/shared/api/types";
import { t } from "@/shared/i18n";
import { InvitationRow } from "@/shared/invite/invitation-row";
import { Button } from "@/shared/ui/button";
import { Notice } from "@/shared/ui/notice";
import { accountInvitesQuery, useRevokeInvite } from "./api";

/** The links that were made: the open ones, and on request what became of the others. */
export function AccountInvitations() {
  const { data, error } = useQuery(accountInvitesQuery);
  const [past, setPast] = useState(false);
  if (error)
    return (
      <Notice tone="danger" className="mt-8">
        {asProblem(error).message}
      </Notice>
    );
  if (!data?.length) return null;
  const open = data.filter((invite) => invite.state === "open");
  const over = data.filter((invite) => invite.state !== "open");
  const shown = past ? [...open, ...over] : open;
  return (
    <section aria-labelledby="account-invitations" className="mt-8">
      <div className="mb-2 flex min-h-8 flex-wrap items-center justify-between gap-2">
        <h2 id="account-invitations" className="font-semibold tracking-[-0.01em]">
          {t("invite.list")}
        </h2>
        {over.length > 0 && (
          <Button variant="ghost" size="sm" aria-expanded={past} onClick={() => setPast(!past)}>
            {past ? t("users.hidePast") : t("users.showPast", { count: over.length })}
          </Button>
        )}
      </div>
      {shown.length > 0 ? (
        <ul className="divide-y divide-line rounded-2xl border border-line bg-surface">
          {shown.map((invite) => (
            <Row key={invite.id} invite={invite} />
          ))}
        </ul>
      ) : (
        <p className="text-sm text-muted">{t("users.noInvitations")}</p>
      )}
    </section>
  );
}

function Row({ invite }: { invite: AccountInvite }) {
  const revoke = useRevokeInvite();
  const { invited_by: inviter } = invite;
  return (
    <InvitationRow
      recipient={invite.display_name ?? invite.email ?? t("users.anybody")}
      facts={[t(`role.${invite.role}`), ...(inviter ? [t("users.invitedBy", { name: inviter })] : [])]}
      life={invite}
      acceptedBy={invite.accepted_by ?? undefined}
      onRevoke={async () => void (await revoke.mutateAsync(invite.id))}
    />
  );
}
