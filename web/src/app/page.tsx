import { type AsyncRouteComponent, lazyRouteComponent } from "@tanstack/react-router";
import type { ComponentType } from "react";
import { useLanguage } from "@/shared/i18n";

/** A route's component, fetched when it is needed, and drawn again when another language is chosen. */
export function page<N extends string>(load: () => Promise<Record<N, ComponentType>>, name: N) {
  const Loaded = lazyRouteComponent(load, name) as AsyncRouteComponent<object>;
  const Page = () => {
    useLanguage();
    return <Loaded />;
  };
  // The lazy component takes its own away once it is there.
  return Object.assign(Page, { preload: async () => Loaded.preload?.() });
}
