import { ChevronLeft, ChevronRight } from "lucide-react";
import type { KeyboardEvent } from "react";
import type { Message } from "@/shared/api/types";
import { t } from "@/shared/i18n";
import { IconButton } from "@/shared/ui/button";

interface Props {
  message: Message;
  onSwitch: (id: string) => void;
}

/** Moves between versions of a message; the arrow keys do too. */
export function BranchSwitch({ message, onSwitch }: Props) {
  const siblings = message.sibling_ids ?? [];
  const at = siblings.indexOf(message.id);
  if (siblings.length < 2 || at < 0) return null;

  const go = (to: number) => {
    const id = siblings[to];
    if (id !== undefined && to !== at) onSwitch(id);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const forward = document.documentElement.dir === "rtl" ? -1 : 1;
    const steps: Record<string, number> = {
      ArrowLeft: at - forward,
      ArrowRight: at + forward,
      Home: 0,
      End: siblings.length - 1,
    };
    const to = steps[event.key];
    if (to === undefined) return;
    event.preventDefault();
    go(to);
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for forms
    <div
      role="group"
      aria-label={t("branch.label")}
      onKeyDown={onKeyDown}
      className="flex items-center text-muted"
    >
      <IconButton
        label={t("branch.previous")}
        className="w-6! rtl:rotate-180"
        aria-disabled={at === 0}
        onClick={() => go(at - 1)}
        data-branch="previous"
      >
        <ChevronLeft aria-hidden />
      </IconButton>
      <span className="min-w-8 text-center text-xs tabular-nums">
        <span aria-hidden>
          {at + 1}/{siblings.length}
        </span>
        <span className="sr-only">{t("branch.position", { at: at + 1, count: siblings.length })}</span>
      </span>
      <IconButton
        label={t("branch.next")}
        className="w-6! rtl:rotate-180"
        aria-disabled={at === siblings.length - 1}
        onClick={() => go(at + 1)}
        data-branch="next"
      >
        <ChevronRight aria-hidden />
      </IconButton>
    </div>
  );
}
