import { useState } from "react";
import { asProblem } from "@/shared/api/problem";
import type { Invite } from "@/shared/api/types";
import { t } from "@/shared/i18n";
import { dayAndTime } from "@/shared/lib/time";
import { Badge } from "@/shared/ui/badge";
import { Button } from "@/shared/ui/button";
import { toast } from "@/shared/ui/toast";

interface Life {
  state: Invite["state"];
  expires_at: string;
  accepted_at?: string | null;
  revoked_at?: string | null;
}

interface Props {
  /** For whom it is. */
  recipient: string;
  /** What it gives, and what else there is to know. */
  facts: readonly string[];
  life: Life;
  /** Undefined for somebody who is gone again. */
  acceptedBy: string | undefined;
  onRevoke: () => Promise<void>;
}

const tones = { open: "good", accepted: "accent", revoked: "neutral", expired: "neutral" } as const;

/** An invitation in a list: what became of it, and how to withdraw it. */
export function InvitationRow({ recipient, facts, life, acceptedBy, onRevoke }: Props) {
  const [busy, setBusy] = useState(false);
  const revoke = async () => {
    setBusy(true);
    try {
      await onRevoke();
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
          <span className="truncate">{recipient}</span>
          <Badge tone={tones[life.state]}>{t(`invite.state.${life.state}`)}</Badge>
        </p>
        <p className="text-[0.8125rem] text-muted">{[...facts, fate(life, acceptedBy)].join(" · ")}</p>
      </div>
      {life.state === "open" && (
        <Button
          size="sm"
          busy={busy}
          aria-label={t("invite.revokeFor", { email: recipient })}
          onClick={revoke}
        >
          {t("invite.revoke")}
        </Button>
      )}
    </li>
  );
}

/** What became of an invitation, and when. */
function fate(life: Life, acceptedBy: string | undefined): string {
  if (life.state === "accepted")
    return t("invite.acceptedBy", {
      name: acceptedBy ?? t("people.somebody"),
      time: dayAndTime(life.accepted_at ?? ""),
    });
  if (life.state === "revoked") return t("invite.revokedAt", { time: dayAndTime(life.revoked_at ?? "") });
  const time = dayAndTime(life.expires_at);
  return t(life.state === "expired" ? "invite.expiredAt" : "invite.until", { time });
}
