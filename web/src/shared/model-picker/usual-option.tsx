import clsx from "clsx";
import { Check } from "lucide-react";

interface Props {
  id: string;
  label: string;
  active: boolean;
  chosen: boolean;
  onActive: () => void;
  onChoose: () => void;
}

/** The entry for whichever model is the usual one. */
export function UsualOption({ id, label, active, chosen, onActive, onChoose }: Props) {
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are handled in the search field
    // biome-ignore lint/a11y/useFocusableInteractive: focus stays in the search field
    <div
      id={id}
      role="option"
      aria-selected={chosen}
      onClick={onChoose}
      onPointerMove={onActive}
      className={clsx(
        "flex min-h-9 items-center gap-2 rounded-lg px-2.5 py-1.5 text-sm touch:min-h-11",
        active && "bg-hover dark:bg-selected",
      )}
    >
      <span className="min-w-0 flex-1 truncate">{label}</span>
      <Check className={clsx("size-4 shrink-0 text-accent-text", !chosen && "invisible")} aria-hidden />
    </div>
  );
}
