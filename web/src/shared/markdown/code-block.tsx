import { Download, WrapText } from "lucide-react";
import { memo, useEffect, useId, useState } from "react";
import { useCopy } from "@/shared/copy/use-copy";
import { t, useLanguage } from "@/shared/i18n";
import { saveFile } from "@/shared/lib/save-file";
import { fileName, languageName } from "./code-language";
import type { Run } from "./highlight";

interface Props {
  code: string;
  language: string;
  closed: boolean;
}

/** Above this size colouring would block the page for too long. */
const maxHighlighted = 60_000;

export const CodeBlock = memo(function CodeBlock({ code, language, closed }: Props) {
  useLanguage();
  const name =
    language
      .trim()
      .split(/[\s{:]/)[0]
      ?.toLowerCase() ?? "";
  const [wrap, setWrap] = useState(false);
  const runs = useRuns(code, name, closed);
  const labelId = useId();
  return (
    <figure className="code-block" data-wrap={wrap} aria-labelledby={labelId}>
      <figcaption className="flex h-9 items-center gap-0.5 ps-4 pe-1.5 text-xs text-muted">
        <span id={labelId} className="me-auto truncate font-medium">
          {name ? languageName(name) : t("code.plain")}
        </span>
        <ToolButton label={t("code.wrap")} pressed={wrap} onClick={() => setWrap(!wrap)}>
          <WrapText className="size-3.5" aria-hidden />
        </ToolButton>
        <ToolButton label={t("code.download")} onClick={() => saveFile(fileName(name), code)}>
          <Download className="size-3.5" aria-hidden />
        </ToolButton>
        <CopyCode code={code} />
      </figcaption>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: long lines must be scrollable by keyboard */}
      <pre tabIndex={0}>
        <code translate="no">
          {runs
            ? runs.map((run, i) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: runs have no identity but their place
                <span key={i} className={run.className || undefined}>
                  {run.text}
                </span>
              ))
            : code}
        </code>
      </pre>
    </figure>
  );
});

function useRuns(code: string, language: string, closed: boolean): Run[] | null {
  const [done, setDone] = useState<{ code: string; runs: Run[] | null } | null>(null);
  useEffect(() => {
    if (!closed || !language || code.length > maxHighlighted) return;
    let current = true;
    void import("./highlight").then(({ highlight }) => {
      if (current) setDone({ code, runs: highlight(code, language) });
    });
    return () => {
      current = false;
    };
  }, [code, language, closed]);
  return done?.code === code ? done.runs : null;
}

function CopyCode({ code }: { code: string }) {
  const { copied, Icon, copy } = useCopy();
  return (
    <ToolButton
      label={t("code.copy")}
      text={copied ? t("action.copied") : t("action.copy")}
      onClick={() => copy(code)}
    >
      <Icon className="size-3.5" aria-hidden />
    </ToolButton>
  );
}

interface ToolButtonProps {
  label: string;
  text?: string;
  pressed?: boolean;
  onClick: () => void;
  children: React.ReactNode;
}

function ToolButton({ label, text, pressed, onClick, children }: ToolButtonProps) {
  return (
    <button
      type="button"
      title={label}
      aria-label={text ? undefined : label}
      aria-pressed={pressed}
      onClick={onClick}
      className="flex h-7 items-center gap-1.5 rounded-md px-2 font-medium transition-colors hoverable:hover:bg-hover hoverable:hover:text-text aria-pressed:bg-selected aria-pressed:text-text"
    >
      {children}
      {text && <span aria-live="polite">{text}</span>}
    </button>
  );
}
