import { Outlet } from "@tanstack/react-router";
import { type ReactNode, useContext } from "react";
import { SidebarContext } from "./page-header";
import { type ListedPage, PageList } from "./page-list";

interface Props {
  title: string;
  pages: readonly ListedPage[];
  /** What stands with the list of pages. */
  tool?: ReactNode;
}

/**
 * The frame of pages that belong together: their list, with the way back to the
 * sidebar, beside the Page, and above it where there is no room.
 */
export function PagesFrame({ title, pages, tool }: Props) {
  const sidebar = useContext(SidebarContext);
  return (
    <div className="@container flex min-h-0 flex-1">
      <div className="flex min-w-0 flex-1 flex-col @3xl:flex-row">
        <PageList
          title={title}
          pages={pages}
          tool={tool}
          {...(!sidebar.shown && { onShowSidebar: () => sidebar.show() })}
        />
        <div className="flex min-h-0 min-w-0 flex-1 flex-col">
          <Outlet />
        </div>
      </div>
    </div>
  );
}
