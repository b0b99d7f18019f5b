import clsx from "clsx";
import { Sparkles } from "lucide-react";
import { useEffect, useRef } from "react";
import { t } from "@/shared/i18n";
import { Avatar } from "@/shared/ui/avatar";
import type { Mentionable } from "../mentions/mentions";

interface Props {
  id: string;
  offers: readonly Mentionable[];
  active: number;
  onChoose: (target: Mentionable) => void;
}

/** Who can be called, above the field; the field keeps the focus. */
export function CompletionList({ id, offers, active, onChoose }: Props) {
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    list.current?.children[active]?.scrollIntoView({ block: "nearest" });
  }, [active]);
  return (
    <div
      ref={list}
      id={id}
      role="listbox"
      aria-label={t("mention.list")}
      className="absolute inset-x-0 bottom-full z-20 mb-2 max-h-72 max-w-sm animate-pop overflow-y-auto rounded-xl bg-surface p-1 text-sm shadow-pop"
    >
      {offers.map((target, i) => (
        // biome-ignore lint/a11y/useFocusableInteractive: the field keeps the focus and names the active option
        // biome-ignore lint/a11y/useKeyWithClickEvents: keys belong to the field
        <div
          key={`${target.kind} ${target.id}`}
          id={`${id}-${i}`}
          role="option"
          aria-selected={i === active}
          // The field would lose the focus before the click.
          onPointerDown={(event) => event.preventDefault()}
          onClick={() => onChoose(target)}
          className={clsx(
            "flex min-h-9 cursor-pointer items-center gap-2.5 rounded-lg px-2.5 py-1 touch:min-h-11",
            i === active && "bg-hover",
          )}
        >
          <OfferMark target={target} />
          <span className="truncate font-medium">{target.label}</span>
          <span className="ms-auto shrink-0 text-xs text-muted">{detailOf(target)}</span>
        </div>
      ))}
    </div>
  );
}

function OfferMark({ target }: { target: Mentionable }) {
  if (target.kind === "person")
    return <Avatar id={target.id} name={target.label} className="size-6 text-[0.625rem]" />;
  return (
    <span className="flex size-6 shrink-0 items-center justify-center rounded-md bg-accent-soft text-accent-text">
      <Sparkles className="size-3.5" aria-hidden />
    </span>
  );
}

function detailOf(target: Mentionable): string {
  if (target.kind === "person") return `@${target.name}`;
  return t(target.kind === "model" ? "mention.model" : "mention.assistant");
}
