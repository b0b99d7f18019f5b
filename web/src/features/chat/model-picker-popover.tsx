/** The open model picker. It is a chunk of its own: see model-picker.tsx. */
import clsx from "clsx";
import { Check, Search } from "lucide-react";
import { Popover } from "radix-ui";
import { type KeyboardEvent, type ReactElement, useId, useMemo, useState } from "react";
import { byProvider } from "@/shared/api/models";
import { asProblem } from "@/shared/api/problem";
import type { Model } from "@/shared/api/types";
import { t } from "@/shared/i18n";
import { isTouch } from "@/shared/lib/media";
import { Badge } from "@/shared/ui/badge";
import { Button } from "@/shared/ui/button";

interface Props {
  trigger: ReactElement;
  open: boolean;
  onOpenChange: (open: boolean) => void;
  models: readonly Model[] | undefined;
  /** Why there is no list. */
  error: unknown;
  onRetry: () => void;
  chosenId: string | undefined;
  onChoose: (model: Model) => void;
}

export default function ModelPickerPopover({
  trigger,
  open,
  onOpenChange,
  models,
  error,
  onRetry,
  chosenId,
  onChoose,
}: Props) {
  return (
    <Popover.Root open={open} onOpenChange={onOpenChange}>
      <Popover.Trigger asChild>{trigger}</Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          align="start"
          side="top"
          sideOffset={8}
          collisionPadding={12}
          aria-label={t("model.choose")}
          onOpenAutoFocus={(event) => isTouch() && event.preventDefault()}
          className="z-50 flex max-h-[min(25rem,var(--radix-popover-content-available-height))] w-[min(21rem,calc(100vw-1.5rem))] animate-pop flex-col overflow-hidden rounded-2xl bg-surface shadow-pop outline-hidden"
        >
          {error && !models ? (
            <div role="alert" className="flex flex-col items-start gap-3 p-4 text-sm text-muted">
              {asProblem(error).message}
              <Button size="sm" onClick={onRetry}>
                {t("action.retry")}
              </Button>
            </div>
          ) : (
            <ModelList
              models={models ?? []}
              chosenId={chosenId}
              onChoose={(model) => {
                onOpenChange(false);
                onChoose(model);
              }}
            />
          )}
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

interface ListProps {
  models: readonly Model[];
  chosenId: string | undefined;
  onChoose: (model: Model) => void;
}

function matches(model: Model, query: string): boolean {
  const text = `${model.display_name} ${model.upstream_id} ${model.provider_name}`.toLowerCase();
  return query
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}

/** A search field and the list it narrows down (ARIA combobox with a listbox). */
function ModelList({ models, chosenId, onChoose }: ListProps) {
  const id = useId();
  const [query, setQuery] = useState("");
  const [active, setActive] = useState<string | undefined>(chosenId);
  const groups = useMemo(() => byProvider(models.filter((model) => matches(model, query))), [models, query]);
  const flat = groups.flatMap((group) => group.models);
  const at = Math.max(
    0,
    flat.findIndex((model) => model.id === active),
  );
  const current = flat[at];

  const move = (to: number) => {
    const next = flat[(to + flat.length) % flat.length];
    if (!next) return;
    setActive(next.id);
    document.getElementById(`${id}-${next.id}`)?.scrollIntoView({ block: "nearest" });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    const steps: Record<string, () => void> = {
      ArrowDown: () => move(at + 1),
      ArrowUp: () => move(at - 1),
      Home: () => move(0),
      End: () => move(flat.length - 1),
      Enter: () => current && onChoose(current),
    };
    const step = steps[event.key];
    if (!step) return;
    event.preventDefault();
    step();
  };

  return (
    <>
      <div className="flex items-center gap-2.5 border-b border-line px-3.5">
        <Search className="size-4 shrink-0 text-faint" aria-hidden />
        <input
          role="combobox"
          aria-label={t("model.search")}
          aria-expanded
          aria-controls={`${id}-list`}
          aria-activedescendant={current ? `${id}-${current.id}` : undefined}
          aria-autocomplete="list"
          autoComplete="off"
          spellCheck={false}
          placeholder={t("model.search")}
          value={query}
          onChange={(event) => {
            setQuery(event.target.value);
            setActive(undefined);
          }}
          onKeyDown={onKeyDown}
          className="h-11 min-w-0 flex-1 bg-transparent text-sm touch:text-base outline-hidden"
        />
      </div>
      <div
        id={`${id}-list`}
        role="listbox"
        aria-label={t("model.choose")}
        className="min-h-0 overflow-y-auto p-1.5"
      >
        {groups.map((group) => (
          // biome-ignore lint/a11y/useSemanticElements: a group inside a listbox
          <div key={group.provider} role="group" aria-label={group.provider}>
            <p aria-hidden className="px-2.5 pb-1 pt-2 text-xs font-medium text-muted">
              {group.provider}
            </p>
            {group.models.map((model) => (
              // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are handled in the search field
              // biome-ignore lint/a11y/useFocusableInteractive: focus stays in the search field
              <div
                key={model.id}
                id={`${id}-${model.id}`}
                role="option"
                aria-selected={model.id === chosenId}
                onClick={() => onChoose(model)}
                onPointerMove={() => setActive(model.id)}
                className={clsx(
                  "flex min-h-9 touch:min-h-11 items-center gap-2 rounded-lg px-2.5 py-1.5 text-sm",
                  model.id === current?.id && "bg-hover",
                )}
              >
                <span className="min-w-0 flex-1 truncate">{model.display_name}</span>
                {model.source === "builtin" && <Badge>{t("model.demo")}</Badge>}
                {model.is_default && <Badge>{t("model.default")}</Badge>}
                <Check
                  className={clsx("size-4 shrink-0 text-accent-text", model.id !== chosenId && "invisible")}
                  aria-hidden
                />
              </div>
            ))}
          </div>
        ))}
      </div>
      {flat.length === 0 && (
        <p role="status" className="px-4 pb-4 pt-1 text-sm text-muted">
          {models.length === 0 ? t("model.none") : t("model.noMatch", { query })}
        </p>
      )}
    </>
  );
}
