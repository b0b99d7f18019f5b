import { Check, Copy } from "lucide-react";
import { useState } from "react";
import { t } from "@/shared/i18n";
import { copyText } from "@/shared/lib/clipboard";
import { Button } from "@/shared/ui/button";
import { inputClass } from "@/shared/ui/field";
import { toast } from "@/shared/ui/toast";

/** Where the server keeps its files: to be read and copied, not to be changed. */
export function DataDirectory({ path }: { path: string }) {
  const [copied, setCopied] = useState(false);
  const Icon = copied ? Check : Copy;
  return (
    <div className="flex gap-2">
      <input
        readOnly
        aria-label={t("server.dataTitle")}
        value={path}
        onFocus={(event) => event.target.select()}
        className={`${inputClass} min-w-0 font-mono text-[0.8125rem]`}
      />
      <Button
        className="h-10.5"
        onClick={async () => {
          if (await copyText(path)) setCopied(true);
          else toast(t("error.copy"));
        }}
      >
        <Icon className="size-4" aria-hidden />
        {t(copied ? "action.copied" : "action.copy")}
      </Button>
    </div>
  );
}
