import type { RefObject } from "react";
import { useCopy } from "@/shared/copy/use-copy";
import { t } from "@/shared/i18n";
import { IconButton } from "@/shared/ui/button";

interface Props {
  text: string;
  /** Where the text is shown with its formatting. */
  shown?: RefObject<HTMLElement | null>;
}

/** Copies a message's Markdown source, with its formatting for programs that take it. */
export function CopyButton({ text, shown }: Props) {
  const { copied, Icon, copy } = useCopy();
  return (
    <IconButton
      label={copied ? t("action.copied") : t("message.copy")}
      onClick={() => copy(text, formatted(shown?.current))}
    >
      <Icon aria-hidden />
    </IconButton>
  );
}

function formatted(shown: HTMLElement | null | undefined): string | undefined {
  const prose = shown?.querySelector(".prose")?.cloneNode(true);
  if (!(prose instanceof HTMLElement)) return undefined;
  // The bars above code blocks are part of the page, not of the text.
  for (const bar of prose.querySelectorAll("figcaption")) bar.remove();
  return prose.innerHTML;
}
