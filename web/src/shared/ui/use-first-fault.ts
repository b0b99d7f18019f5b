import { type RefObject, useEffect, useRef } from "react";

/** Takes whoever sent a form with mistakes to the first of them, each time that `tried` changes. */
export function useFirstFault(tried: unknown): RefObject<HTMLFormElement | null> {
  const form = useRef<HTMLFormElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: it is what says when
  useEffect(() => {
    form.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus();
  }, [tried]);
  return form;
}
