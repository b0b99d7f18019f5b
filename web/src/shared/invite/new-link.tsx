import { CopyField } from "@/shared/copy/copy-field";
import { t } from "@/shared/i18n";
import { dayAndTime } from "@/shared/lib/time";
import { Button } from "@/shared/ui/button";

export interface MadeLink {
  url: string;
  /** For whom it is; empty for whoever has it. */
  recipient: string;
  until: string;
}

interface Props {
  link: MadeLink;
  onAnother: () => void;
}

/** A new invitation's link: the server keeps no copy, so this is the one time it is shown. */
export function NewLink({ link, onAnother }: Props) {
  return (
    <div className="flex flex-col gap-3 rounded-xl border border-line bg-sunken p-3.5">
      <p role="status" className="text-sm">
        <span className="font-medium">
          {link.recipient ? t("invite.linkFor", { name: link.recipient }) : t("invite.linkReady")}
        </span>{" "}
        <span className="text-muted">{t("invite.once")}</span>
      </p>
      <CopyField label={t("invite.link")} value={link.url} primary />
      <div className="flex flex-wrap items-center justify-between gap-2">
        <p className="text-[0.8125rem] text-muted">
          {t("invite.goodUntil", { time: dayAndTime(link.until) })}
        </p>
        <Button variant="ghost" size="sm" onClick={onAnother}>
          {t("invite.another")}
        </Button>
      </div>
    </div>
  );
}
