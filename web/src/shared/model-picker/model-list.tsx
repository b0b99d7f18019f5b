import { Search } from "lucide-react";
import { type KeyboardEvent, useId, useState } from "react";
import { useAccount } from "@/shared/api/account";
import type { Model } from "@/shared/api/types";
import { t } from "@/shared/i18n";
import { changeModelPreferences, useModelPreferences, withChoice } from "@/shared/lib/model-preferences";
import { ActiveModel } from "./active-model";
import { MissingModels } from "./missing-models";
import { ModelOption } from "./model-option";
import { type Section, sections } from "./sections";
import { UsualOption } from "./usual-option";

interface Props {
  models: readonly Model[];
  /** Whether the list could not be read again just now. */
  outdated: boolean;
  chosenId: string | undefined;
  onChoose: (model: Model) => void;
  usual: { readonly label: string; readonly onChoose: () => void } | undefined;
}

/** How far the keys for pages go. */
const page = 8;

/** A search field and the list it narrows down (ARIA combobox with a listbox). */
export function ModelList({ models, outdated, chosenId, onChoose, usual }: Props) {
  const id = useId();
  const accountId = useAccount()?.id ?? "";
  const preferences = useModelPreferences(accountId);
  const [query, setQuery] = useState("");
  // undefined: the first one, as long as nobody moved.
  const [active, setActive] = useState<string | undefined>(chosenId);
  const groups = sections(models, preferences, query);
  const offersUsual = usual !== undefined && query.trim() === "";
  const shown = groups.flatMap((group) => group.models);
  const order = [...(offersUsual ? [""] : []), ...shown.map((model) => model.id)];
  const at = Math.max(0, order.indexOf(active ?? ""));
  const activeId = order[at];
  const current = shown.find((model) => model.id === activeId);
  const optionId = (modelId: string) => `${id}-option-${modelId}`;

  const choose = (model: Model) => {
    if (!model.available) return;
    changeModelPreferences(accountId, (before) => withChoice(before, model.id));
    onChoose(model);
  };
  const move = (to: number) => {
    const next = order[to];
    if (next === undefined) return;
    setActive(next);
    document.getElementById(optionId(next))?.scrollIntoView({ block: "nearest" });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    const last = order.length - 1;
    const steps: Record<string, () => void> = {
      ArrowDown: () => move(at === last ? 0 : at + 1),
      ArrowUp: () => move(at === 0 ? last : at - 1),
      PageDown: () => move(Math.min(last, at + page)),
      PageUp: () => move(Math.max(0, at - page)),
      Home: () => move(0),
      End: () => move(last),
      Enter: () => (current ? choose(current) : activeId === "" && usual?.onChoose()),
    };
    const step = steps[event.key];
    if (!step) return;
    event.preventDefault();
    step();
  };

  return (
    <>
      <div className="flex shrink-0 items-center gap-2.5 border-b border-line px-3.5">
        <Search className="size-4 shrink-0 text-faint" aria-hidden />
        <input
          role="combobox"
          aria-label={t("model.search")}
          aria-expanded
          aria-controls={`${id}-list`}
          aria-activedescendant={activeId === undefined ? undefined : optionId(activeId)}
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
        className="min-h-0 flex-1 overflow-y-auto overscroll-contain p-1.5"
      >
        {offersUsual && (
          <UsualOption
            id={optionId("")}
            label={usual.label}
            active={activeId === ""}
            chosen={chosenId === undefined}
            onActive={() => setActive("")}
            onChoose={usual.onChoose}
          />
        )}
        {groups.map((group) => (
          // biome-ignore lint/a11y/useSemanticElements: a group inside a listbox
          <div key={`${group.kind} ${group.provider}`} role="group" aria-label={titleOf(group)}>
            <p aria-hidden className="px-2.5 pt-2 pb-1 text-xs font-medium text-muted">
              {titleOf(group)}
            </p>
            {group.models.map((model) => (
              <ModelOption
                key={model.id}
                id={optionId(model.id)}
                model={model}
                accountId={accountId}
                pinned={group.kind === "pinned"}
                usual={preferences.usual === model.id}
                withProvider={group.kind !== "provider"}
                active={model.id === activeId}
                chosen={model.id === chosenId}
                onActive={() => setActive(model.id)}
                onChoose={() => choose(model)}
              />
            ))}
          </div>
        ))}
      </div>
      {order.length === 0 && (
        <p role="status" className="px-4 pb-4 text-sm text-muted">
          {models.length === 0 ? t("model.none") : t("model.noMatch", { query })}
        </p>
      )}
      <MissingModels models={models} outdated={outdated} />
      {current && <ActiveModel model={current} accountId={accountId} />}
    </>
  );
}

function titleOf(section: Section): string {
  return section.kind === "provider" ? section.provider : t(`model.${section.kind}`);
}
