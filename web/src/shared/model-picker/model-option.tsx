import clsx from "clsx";
import { Check, CloudOff, Pin, Star } from "lucide-react";
import type { Model } from "@/shared/api/types";
import { t } from "@/shared/i18n";
import { Said } from "@/shared/i18n/said";
import { Badge } from "@/shared/ui/badge";
import { ModelFacts } from "@/shared/ui/model-facts";
import { PointerAction } from "./pointer-action";
import { togglePin, toggleUsual } from "./toggles";

interface Props {
  id: string;
  model: Model;
  accountId: string;
  pinned: boolean;
  /** Whether it is the person's own default. */
  usual: boolean;
  /** Whether the provider has to be said: it stands under another heading. */
  withProvider: boolean;
  active: boolean;
  chosen: boolean;
  onActive: () => void;
  onChoose: () => void;
}

/** One model of the list. Its own actions are for pointers; keys find them below the list. */
export function ModelOption({
  id,
  model,
  accountId,
  pinned,
  usual,
  withProvider,
  active,
  chosen,
  ...on
}: Props) {
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are handled in the search field
    // biome-ignore lint/a11y/useFocusableInteractive: focus stays in the search field
    <div
      id={id}
      role="option"
      aria-selected={chosen}
      aria-disabled={!model.available || undefined}
      onClick={on.onChoose}
      onPointerMove={on.onActive}
      className={clsx(
        "group/option flex min-h-9 items-center gap-2 rounded-lg px-2.5 py-1.5 text-sm touch:min-h-11",
        active && "bg-hover dark:bg-selected",
      )}
    >
      <div className="min-w-0 flex-1">
        <p className="flex min-w-0 items-center gap-2">
          <span className={clsx("truncate", !model.available && "text-muted")}>{model.display_name}</span>
          {model.source === "builtin" && <Badge>{t("model.demo")}</Badge>}
          {usual ? (
            <Badge tone="accent">{t("model.myDefault")}</Badge>
          ) : (
            model.is_default && <Badge>{t("model.default")}</Badge>
          )}
        </p>
        {model.available ? (
          <ModelFacts model={model} withProvider={withProvider} />
        ) : (
          <p className="mt-0.5 flex items-start gap-1.5 text-xs text-muted">
            <CloudOff className="mt-px size-3.5 shrink-0" aria-hidden />
            <span>
              <Said text={model.unavailable_reason ?? t("model.unavailable")} />
            </span>
          </p>
        )}
      </div>
      <PointerAction
        icon={Star}
        title={t(usual ? "model.noLongerMyDefault" : "model.makeMyDefault")}
        on={usual}
        shown={active}
        onClick={() => toggleUsual(accountId, model.id)}
        // Thumbs need the room for the name.
        className="touch:hidden"
      />
      <PointerAction
        icon={Pin}
        title={t(pinned ? "model.unpin" : "model.pin")}
        on={pinned}
        shown={active}
        onClick={() => togglePin(accountId, model.id)}
      />
      <Check className={clsx("size-4 shrink-0 text-accent-text", !chosen && "invisible")} aria-hidden />
    </div>
  );
}
