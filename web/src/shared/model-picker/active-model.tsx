import { Pin, PinOff, Star, StarOff } from "lucide-react";
import type { Model } from "@/shared/api/types";
import { t } from "@/shared/i18n";
import { useModelPreferences } from "@/shared/lib/model-preferences";
import { Button } from "@/shared/ui/button";
import { togglePin, toggleUsual } from "./toggles";

/** What one can do with the highlighted model, besides choosing it: the next stop of the Tab key. */
export function ActiveModel({ model, accountId }: { model: Model; accountId: string }) {
  const { pinned, usual } = useModelPreferences(accountId);
  const isPinned = pinned.includes(model.id);
  const isUsual = usual === model.id;
  const PinIcon = isPinned ? PinOff : Pin;
  const StarIcon = isUsual ? StarOff : Star;
  return (
    // biome-ignore lint/a11y/useSemanticElements: no fieldset, there is nothing to fill in
    <div
      role="group"
      aria-label={t("model.actions", { name: model.display_name })}
      className="flex shrink-0 flex-wrap items-center gap-1 border-t border-line px-2 py-1.5"
    >
      <p aria-hidden className="min-w-24 flex-1 truncate px-1.5 text-xs text-muted">
        {model.display_name}
      </p>
      <Button variant="ghost" size="sm" onClick={() => togglePin(accountId, model.id)}>
        <PinIcon className="size-3.5" aria-hidden />
        {t(isPinned ? "model.unpin" : "model.pin")}
      </Button>
      <Button variant="ghost" size="sm" onClick={() => toggleUsual(accountId, model.id)}>
        <StarIcon className="size-3.5" aria-hidden />
        {t(isUsual ? "model.noLongerMyDefault" : "model.makeMyDefault")}
      </Button>
    </div>
  );
}
