import { Check, Copy } from "lucide-react";
import { useEffect, useState } from "react";
import { t } from "@/shared/i18n";
import { IconButton } from "@/shared/ui/button";
import { copy } from "./actions";

/** Copies a message's Markdown source. */
export function CopyButton({ text }: { text: string }) {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), 2000);
    return () => clearTimeout(timer);
  }, [copied]);
  const Icon = copied ? Check : Copy;
  return (
    <IconButton
      label={copied ? t("action.copied") : t("message.copy")}
      onClick={async () => setCopied(await copy(text))}
    >
      <Icon aria-hidden />
    </IconButton>
  );
}
