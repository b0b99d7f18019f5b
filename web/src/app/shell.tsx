import { Outlet, useRouterState } from "@tanstack/react-router";
import { lazy, Suspense, useCallback, useEffect, useMemo, useState } from "react";
import { useAccount } from "@/shared/api/account";
import { t, withTexts } from "@/shared/i18n";
import { useMedia } from "@/shared/lib/media";
import { load, save } from "@/shared/lib/storage";
import { preloadMarkdown } from "@/shared/markdown";
import { SidebarContext } from "@/shared/ui/page-header";
import { Toaster } from "@/shared/ui/toast";
import { Background } from "./background";
import { ConversationLayers } from "./conversation-layers";
import { Sidebar } from "./sidebar";
import { useDrawerSwipe } from "./use-drawer-swipe";

const Drawer = lazy(() => import("./drawer"));
/** Where it cannot be had, the pages go on without it. */
const HealthBanner = lazy(() =>
  withTexts(import("@/features/admin/health"), "admin").catch(() => ({ default: () => null })),
);

/** The frame of every page behind the login: the sidebar and, beside it, the page. */
export function Shell() {
  const wide = useMedia("(min-width: 48rem)");
  const [docked, setDocked] = useState(() => load("sidebar") !== "hidden");
  const [drawer, setDrawer] = useState(false);
  const administrator = useAccount()?.role === "admin";
  const path = useRouterState({ select: (state) => state.location.pathname });

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new page closes the drawer
  useEffect(() => setDrawer(false), [path, wide]);
  useEffect(preloadMarkdown, []);
  useDrawerSwipe(!wide && !drawer, () => setDrawer(true));

  const dock = useCallback((shown: boolean) => {
    setDocked(shown);
    save("sidebar", shown ? null : "hidden");
  }, []);
  const shown = wide && docked;
  const sidebar = useMemo(
    () => ({ shown, show: () => (wide ? dock(true) : setDrawer(true)) }),
    [shown, wide, dock],
  );

  return (
    <SidebarContext.Provider value={sidebar}>
      <ConversationLayers>
        <a
          href="#main"
          className="sr-only z-60 rounded-lg bg-surface px-4 py-2 font-medium shadow-pop focus:not-sr-only focus:fixed focus:start-3 focus:top-3"
        >
          {t("skip.main")}
        </a>
        <div className="app-height flex overflow-hidden">
          {shown && (
            <div className="w-72 shrink-0 border-e border-line bg-sidebar">
              <Sidebar onHide={() => dock(false)} />
            </div>
          )}
          <main id="main" tabIndex={-1} className="flex min-w-0 flex-1 flex-col outline-hidden">
            {administrator && (
              <Suspense>
                <HealthBanner />
              </Suspense>
            )}
            <Outlet />
          </main>
        </div>
        {!wide && drawer && (
          <Suspense>
            <Drawer onClose={() => setDrawer(false)}>
              <Sidebar onHide={() => setDrawer(false)} />
            </Drawer>
          </Suspense>
        )}
      </ConversationLayers>
      <Background />
      <Toaster />
    </SidebarContext.Provider>
  );
}
