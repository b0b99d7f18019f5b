import { Check, Copy } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { t } from "@/shared/i18n";
import { copyText } from "@/shared/lib/clipboard";
import { dayAndTime } from "@/shared/lib/time";
import { Button } from "@/shared/ui/button";
import { inputClass } from "@/shared/ui/field";
import { toast } from "@/shared/ui/toast";

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
  const [copied, setCopied] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    field.current?.focus();
    field.current?.select();
  }, []);
  const copy = async () => {
    if (await copyText(link.url)) setCopied(true);
    else toast(t("error.copy"));
  };
  const Icon = copied ? Check : Copy;
  return (
    <div className="flex flex-col gap-3 rounded-xl border border-line bg-sunken p-3.5">
      <p role="status" className="text-sm">
        <span className="font-medium">
          {link.recipient ? t("invite.linkFor", { name: link.recipient }) : t("invite.linkReady")}
        </span>{" "}
        <span className="text-muted">{t("invite.once")}</span>
      </p>
      <div className="flex gap-2">
        <input
          ref={field}
          readOnly
          aria-label={t("invite.link")}
          value={link.url}
          onFocus={(event) => event.target.select()}
          className={`${inputClass} min-w-0 font-mono text-[0.8125rem]`}
        />
        <Button variant="primary" onClick={copy} className="h-10.5">
          <Icon className="size-4" aria-hidden />
          {t(copied ? "action.copied" : "action.copy")}
        </Button>
      </div>
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
