import { useEffect, useState } from "react";
import { t } from "@/shared/i18n";
import { formatBytes } from "@/shared/lib/bytes";
import { Button } from "@/shared/ui/button";
import { TextArea } from "@/shared/ui/field";
import { Switch } from "@/shared/ui/switch";
import { byteLength, maxCss } from "./draft";

interface Props {
  value: string;
  error: string | undefined;
  onChange: (css: string) => void;
}

/** The server's own style sheet, which can be tried out before it is saved. */
export function StyleSheetField({ value, error, onChange }: Props) {
  const [tried, setTried] = useState(false);
  useTrial(tried ? value : null);
  const size = byteLength(value);
  return (
    <div className="flex flex-col gap-3">
      <TextArea
        label={t("branding.css")}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        error={error}
        hint={t("branding.cssHint", { address: `${location.origin}/?plain` })}
        spellCheck={false}
        autoCapitalize="none"
        rows={10}
        mono
      />
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <p className="text-[0.8125rem] text-muted">
          {t("branding.cssSize", { size: formatBytes(size), limit: formatBytes(maxCss) })}
        </p>
        <div className="flex items-center gap-2">
          <Switch label={t("branding.cssTry")} checked={tried} onChange={setTried} />
          <span aria-hidden className="text-sm">
            {t("branding.cssTry")}
          </span>
        </div>
        {value !== "" && (
          <Button size="sm" variant="ghost" onClick={() => onChange("")}>
            {t("branding.cssRemove")}
          </Button>
        )}
      </div>
    </div>
  );
}

/** Applies a style sheet to this page alone, and takes it away with the page. */
function useTrial(css: string | null): void {
  useEffect(() => {
    if (css === null) return;
    // Made by script, it needs no exception in the content security policy.
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
    return () => {
      document.adoptedStyleSheets = document.adoptedStyleSheets.filter((other) => other !== sheet);
    };
  }, [css]);
}
