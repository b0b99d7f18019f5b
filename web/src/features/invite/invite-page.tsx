import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams } from "@tanstack/react-router";
import { useState } from "react";
import { useTitle } from "@/shared/a11y/use-title";
import { refreshSession, useAccount } from "@/shared/api/account";
import { acceptInvite, invitePreviewQuery, type NewAccount, signUp } from "@/shared/api/invites";
import { asProblem } from "@/shared/api/problem";
import { useServerName } from "@/shared/api/server";
import type { InvitePreview } from "@/shared/api/types";
import { t } from "@/shared/i18n";
import { dayAndTime } from "@/shared/lib/time";
import { Button } from "@/shared/ui/button";
import { Gate } from "@/shared/ui/gate";
import { Notice } from "@/shared/ui/notice";
import { Dead, Failed, Loading } from "./gate-states";
import { SignUpForm } from "./sign-up-form";

/** Where the link of an invitation leads, also for people who are not signed in. */
export function InvitePage() {
  const { token } = useParams({ from: "/invite/$token" });
  const { data: invite, error, isPending, refetch } = useQuery(invitePreviewQuery(token));
  useTitle(t("invite.page"), useServerName());
  if (isPending) return <Loading />;
  if (error) return <Failed error={error} onRetry={() => void refetch()} />;
  if (invite.state !== "open")
    return <Dead title={t(`invite.dead.${invite.state}`)} text={t(`invite.deadText.${invite.state}`)} />;
  return <Open token={token} invite={invite} onStale={() => void refetch()} />;
}

interface OpenProps {
  token: string;
  invite: InvitePreview;
  /** Somebody else may have used it meanwhile. */
  onStale: () => void;
}

function Open({ token, invite, onStale }: OpenProps) {
  const account = useAccount();
  return (
    <Gate title={t("invite.join", { title: invite.title })} text={<Summary invite={invite} />}>
      {account ? (
        <Join token={token} name={account.username} onStale={onStale} />
      ) : (
        <SignedOut token={token} invite={invite} onStale={onStale} />
      )}
    </Gate>
  );
}

function Summary({ invite }: { invite: InvitePreview }) {
  const { invited_by: inviter, role } = invite;
  return (
    <>
      <p>
        {inviter ? t("invite.by", { name: inviter }) : t("invite.byNobody")} {t(`invite.as.${role}`)}
      </p>
      <p className="mt-1 text-sm">{t("invite.goodUntil", { time: dayAndTime(invite.expires_at) })}</p>
    </>
  );
}

function Join({ token, name, onStale }: { token: string; name: string; onStale: () => void }) {
  const navigate = useNavigate();
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const join = async () => {
    setBusy(true);
    setProblem(null);
    try {
      const conversationId = await acceptInvite(token);
      await navigate({ to: "/chats/$conversationId", params: { conversationId }, replace: true });
    } catch (error) {
      setProblem(asProblem(error).message);
      setBusy(false);
      onStale();
    }
  };
  return (
    <div className="flex flex-col gap-4">
      {problem && <Notice tone="danger">{problem}</Notice>}
      <p className="text-center text-sm text-muted">{t("invite.signedInAs", { name })}</p>
      <Button variant="primary" size="lg" busy={busy} onClick={join} autoFocus>
        {t("invite.joinButton")}
      </Button>
    </div>
  );
}

function SignedOut({ token, invite, onStale }: OpenProps) {
  const signIn = (
    <Link
      to="/login"
      search={{ next: `/invite/${token}` }}
      className="font-medium text-accent-text underline underline-offset-4"
    >
      {t("login.submit")}
    </Link>
  );
  if (!invite.sign_up) {
    return (
      <div className="flex flex-col items-center gap-3 text-center text-[0.9375rem]">
        <p>{t("invite.signInFirst")}</p>
        <p>{signIn}</p>
        <p className="text-sm text-muted">{t("invite.noAccount")}</p>
      </div>
    );
  }
  return (
    <>
      <p className="mb-5 text-center text-sm text-muted">
        {t("invite.haveAccount")} {signIn}
      </p>
      <SignUp token={token} onStale={onStale} />
    </>
  );
}

function SignUp({ token, onStale }: { token: string; onStale: () => void }) {
  const navigate = useNavigate();
  const submit = async (account: NewAccount) => {
    const conversationId = await signUp(token, account);
    await refreshSession();
    await navigate({ to: "/chats/$conversationId", params: { conversationId }, replace: true });
  };
  return <SignUpForm action={t("invite.signUp")} onSubmit={submit} onStale={onStale} />;
}
