import { type KeyboardEvent, type RefObject, useId, useMemo, useRef, useState } from "react";
import type { ComposerHelper } from "@/shared/composer/composer";
import { type Mentionable, offersFor, type Query, queryAt } from "../mentions/mentions";
import { CompletionList } from "./completion-list";

/** Completes names after an @ in a field: arrows move, Enter and Tab choose, Escape closes. */
export function useCompletion(
  field: RefObject<HTMLTextAreaElement | null>,
  targets: readonly Mentionable[],
): ComposerHelper {
  const id = useId();
  const [query, setQuery] = useState<Query | null>(null);
  const [at, setAt] = useState(0);
  /** Place of the @ whose list was closed: it stays closed. */
  const closed = useRef(-1);
  const offers = useMemo(() => (query ? offersFor(query.text, targets) : []), [query, targets]);
  const active = Math.min(at, offers.length - 1);
  const open = offers.length > 0;

  const onChange = (element: HTMLTextAreaElement) => {
    const next =
      element.selectionStart === element.selectionEnd ? queryAt(element.value, element.selectionStart) : null;
    if (!next || next.start !== closed.current) closed.current = -1;
    const shown = next?.start === closed.current ? null : next;
    if (shown?.text === query?.text && shown?.start === query?.start) return;
    setQuery(shown);
    setAt(0);
  };
  const choose = (target: Mentionable) => {
    const element = field.current;
    if (!element || !query) return;
    element.setRangeText(`@${target.name} `, query.start, element.selectionStart, "end");
    setQuery(null);
    element.dispatchEvent(new Event("input", { bubbles: true }));
    element.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (!open || event.nativeEvent.isComposing || event.keyCode === 229) return false;
    const chosen = offers[active];
    if (event.key === "ArrowDown") setAt((active + 1) % offers.length);
    else if (event.key === "ArrowUp") setAt((active + offers.length - 1) % offers.length);
    else if (chosen && (event.key === "Enter" || event.key === "Tab") && !event.shiftKey) choose(chosen);
    else if (event.key === "Escape") {
      closed.current = query?.start ?? -1;
      setQuery(null);
      // The layer that this belongs to stays.
      event.stopPropagation();
    } else return false;
    return true;
  };

  return {
    onChange,
    onKeyDown,
    onBlur: () => setQuery(null),
    attributes: open
      ? { "aria-autocomplete": "list", "aria-controls": id, "aria-activedescendant": `${id}-${active}` }
      : { "aria-autocomplete": "list" },
    layer: open && <CompletionList id={id} offers={offers} active={active} onChoose={choose} />,
  };
}
