import { Check, Copy } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { t } from "@/shared/i18n";
import { copyText } from "@/shared/lib/clipboard";
import { Button } from "./button";
import { inputClass } from "./control";
import { toast } from "./toast";

interface Props {
  label: string;
  value: string;
  /** It has just been made and is what one came for: selected, ready to be copied. */
  fresh?: boolean;
}

/** A text to be read and taken along, not to be changed. */
export function CopyField({ label, value, fresh = false }: Props) {
  const [copied, setCopied] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (fresh) field.current?.focus();
  }, [fresh]);
  const copy = async () => {
    if (await copyText(value)) setCopied(true);
    else toast(t("error.copy"));
  };
  const Icon = copied ? Check : Copy;
  return (
    <div className="flex gap-2">
      <input
        ref={field}
        readOnly
        aria-label={label}
        value={value}
        onFocus={(event) => event.target.select()}
        className={`${inputClass} min-w-0 font-mono text-[0.8125rem]`}
      />
      <Button variant={fresh ? "primary" : "secondary"} onClick={copy} className="touch:h-11">
        <Icon className="size-4" aria-hidden />
        {t(copied ? "action.copied" : "action.copy")}
      </Button>
    </div>
  );
}
