import { PanelLeft } from "lucide-react";
import { createContext, type ReactNode, useContext } from "react";
import { t } from "@/shared/i18n";
import { IconButton } from "./button";

interface Sidebar {
  /** Whether the sidebar stands beside the page. */
  readonly shown: boolean;
  show(): void;
}

export const SidebarContext = createContext<Sidebar>({ shown: true, show: () => undefined });

/** The top of a page: the way back to the sidebar, and the page's one h1. */
export function PageHeader({ title, children }: { title: ReactNode; children?: ReactNode }) {
  const sidebar = useContext(SidebarContext);
  return (
    <header className="flex h-14 shrink-0 items-center gap-2 px-3 sm:px-4">
      {!sidebar.shown && (
        <IconButton large label={t("sidebar.show")} onClick={() => sidebar.show()}>
          <PanelLeft aria-hidden />
        </IconButton>
      )}
      <h1 className="min-w-0 flex-1 truncate text-[0.9375rem] font-semibold tracking-[-0.008em]">{title}</h1>
      {children}
    </header>
  );
}
