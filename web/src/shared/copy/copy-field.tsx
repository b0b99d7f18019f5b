import { useEffect, useRef } from "react";
import { t } from "@/shared/i18n";
import { Button } from "@/shared/ui/button";
import { inputClass } from "@/shared/ui/control";
import { useCopy } from "./use-copy";

interface Props {
  label: string;
  value: string;
  /** Whether to copy it is what one is here for: then it is selected from the start. */
  primary?: boolean;
}

/** A text to be read and copied, not to be changed. */
export function CopyField({ label, value, primary = false }: Props) {
  const { copied, Icon, copy } = useCopy();
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (primary) field.current?.focus();
  }, [primary]);
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
      <Button variant={primary ? "primary" : "secondary"} onClick={() => copy(value)} className="touch:h-11">
        <Icon className="size-4" aria-hidden />
        {t(copied ? "action.copied" : "action.copy")}
      </Button>
    </div>
  );
}
