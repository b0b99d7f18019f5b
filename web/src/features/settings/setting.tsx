import { useRouterState } from "@tanstack/react-router";
import { type ReactNode, useEffect, useRef } from "react";

interface Props {
  /** Part of the address that leads here: /settings/profile#email. */
  id: string;
  children: ReactNode;
}

/** One thing to set. An address that names it brings it into sight and the focus to it. */
export function Setting({ id, children }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const { hash, visit } = useRouterState({
    select: ({ location }) => ({ hash: location.hash, visit: location.state.__TSR_key }),
    structuralSharing: true,
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: who asks for it once more is led here once more
  useEffect(() => {
    if (hash !== id || !box.current) return;
    box.current.scrollIntoView({ block: "center" });
    control(box.current)?.focus();
  }, [hash, id, visit]);
  return (
    <div ref={box} id={id} className="scroll-mt-4">
      {children}
    </div>
  );
}

/** What the keyboard reaches first: of radio buttons, the one that is chosen. */
function control(box: HTMLElement): HTMLElement | null {
  return (
    box.querySelector<HTMLElement>("input:checked, [role=radio][aria-checked=true]") ??
    box.querySelector<HTMLElement>("input, textarea, select, button")
  );
}
