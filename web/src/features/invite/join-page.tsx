import { useQuery } from "@tanstack/react-query";
import { useNavigate, useParams } from "@tanstack/react-router";
import { useState } from "react";
import { useTitle } from "@/shared/a11y/use-title";
import { logout, refreshSession, useAccount } from "@/shared/api/account";
import { acceptAccountInvite, accountInviteQuery, type NewAccount } from "@/shared/api/invites";
import { asProblem } from "@/shared/api/problem";
import { useServerName } from "@/shared/api/server";
import type { AccountInvitePreview } from "@/shared/api/types";
import { t } from "@/shared/i18n";
import { dayAndTime } from "@/shared/lib/time";
import { Button } from "@/shared/ui/button";
import { Gate } from "@/shared/ui/gate";
import { toast } from "@/shared/ui/toast";
import { Dead, Failed, Loading } from "./gate-states";
import { SignUpForm } from "./sign-up-form";

/** Where the link of an invitation to make an account leads. */
export function JoinPage() {
  const { token } = useParams({ from: "/join/$token" });
  const { data: invite, error, isPending, refetch } = useQuery(accountInviteQuery(token));
  const account = useAccount();
  const [made, setMade] = useState(false);
  useTitle(t("invite.page"), useServerName());
  if (isPending) return <Loading />;
  if (error) return <Failed error={error} onRetry={() => void refetch()} />;
  if (invite.state === "accepted") return <Dead title={t("invite.dead.accepted")} text={t("join.used")} />;
  if (invite.state !== "open")
    return <Dead title={t(`invite.dead.${invite.state}`)} text={t(`invite.deadText.${invite.state}`)} />;
  return (
    <Gate title={t("join.title")} text={<Summary invite={invite} />}>
      {account && !made ? (
        <SignOutFirst name={account.username} />
      ) : (
        <MakeAccount
          token={token}
          invite={invite}
          onMade={() => setMade(true)}
          onStale={() => void refetch()}
        />
      )}
    </Gate>
  );
}

function Summary({ invite }: { invite: AccountInvitePreview }) {
  return (
    <>
      <p>
        {invite.invited_by ? t("join.by", { name: invite.invited_by }) : t("join.byNobody")}{" "}
        {invite.role === "admin" && t("join.asAdmin")}
      </p>
      <p className="mt-1 text-sm">{t("join.until", { time: dayAndTime(invite.expires_at) })}</p>
    </>
  );
}

/** The link makes another account: nobody should get one by mistake. */
function SignOutFirst({ name }: { name: string }) {
  const [busy, setBusy] = useState(false);
  const signOut = async () => {
    setBusy(true);
    try {
      await logout();
    } catch (error) {
      toast(asProblem(error).message);
      setBusy(false);
    }
  };
  return (
    <div className="flex flex-col gap-4 text-center">
      <p className="text-[0.9375rem]">{t("invite.signedInAs", { name })}</p>
      <p className="text-sm text-muted">{t("join.signOutFirst")}</p>
      <Button variant="primary" size="lg" busy={busy} onClick={signOut}>
        {t("account.signOut")}
      </Button>
    </div>
  );
}

interface MakeProps {
  token: string;
  invite: AccountInvitePreview;
  onMade: () => void;
  onStale: () => void;
}

function MakeAccount({ token, invite, onMade, onStale }: MakeProps) {
  const navigate = useNavigate();
  const submit = async (account: NewAccount) => {
    await acceptAccountInvite(token, account);
    onMade();
    await refreshSession();
    await navigate({ to: "/", replace: true });
  };
  return (
    <SignUpForm
      email={invite.email ?? ""}
      displayName={invite.display_name ?? ""}
      action={t("join.submit")}
      onSubmit={submit}
      onStale={onStale}
    />
  );
}
