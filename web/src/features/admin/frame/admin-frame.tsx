import { Outlet } from "@tanstack/react-router";
import { useContext } from "react";
import { SidebarContext } from "@/shared/ui/page-header";
import { AdminNav } from "./admin-nav";

/** The way back to the sidebar is part of the list of pages here, so the pages need none. */
const alwaysShown = { shown: true, show: () => undefined };

/**
 * The frame of all administration pages: their list beside the page, and above
 * it where there is no room. A page is a PageHeader and a PageBody, as anywhere.
 */
export function AdminFrame() {
  const sidebar = useContext(SidebarContext);
  return (
    <div className="@container flex min-h-0 flex-1">
      <div className="flex min-w-0 flex-1 flex-col @3xl:flex-row">
        <AdminNav {...(!sidebar.shown && { onShowSidebar: () => sidebar.show() })} />
        <SidebarContext.Provider value={alwaysShown}>
          <div className="flex min-h-0 min-w-0 flex-1 flex-col">
            <Outlet />
          </div>
        </SidebarContext.Provider>
      </div>
    </div>
  );
}
