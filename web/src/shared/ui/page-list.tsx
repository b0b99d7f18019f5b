import { Link, type LinkProps, useRouterState } from "@tanstack/react-router";
import { type LucideIcon, PanelLeft } from "lucide-react";
import { type ReactNode, useEffect, useId, useRef } from "react";
import { type TextKey, t } from "@/shared/i18n";
import { IconButton } from "./button";

export interface ListedPage {
  readonly to: NonNullable<LinkProps["to"]>;
  readonly label: TextKey;
  readonly icon: LucideIcon;
}

interface Props {
  title: string;
  pages: readonly ListedPage[];
  onShowSidebar?: () => void;
  /** What stands above the list, or at the end of the row. */
  tool?: ReactNode;
}

/** Pages of one subject: a column beside the page, or a row above it that can be scrolled. */
export function PageList({ title, pages, onShowSidebar, tool }: Props) {
  const id = useId();
  const list = useRef<HTMLUListElement>(null);
  const path = useRouterState({ select: (state) => state.location.pathname });
  // biome-ignore lint/correctness/useExhaustiveDependencies: another page is current
  useEffect(() => {
    list.current
      ?.querySelector('[aria-current="page"]')
      ?.scrollIntoView({ block: "nearest", inline: "center" });
  }, [path]);
  return (
    <nav
      aria-labelledby={id}
      className="flex h-14 shrink-0 items-center border-b border-line @3xl:h-auto @3xl:w-52 @3xl:flex-col @3xl:items-stretch @3xl:border-e @3xl:border-b-0"
    >
      <div className="flex shrink-0 items-center gap-1 ps-2 @3xl:h-14 @3xl:ps-3">
        {onShowSidebar && (
          <IconButton large label={t("sidebar.show")} onClick={onShowSidebar}>
            <PanelLeft aria-hidden />
          </IconButton>
        )}
        <p
          id={id}
          className="sr-only @3xl:not-sr-only @3xl:truncate @3xl:px-2 @3xl:text-sm @3xl:font-medium @3xl:text-muted"
        >
          {title}
        </p>
      </div>
      {tool && <div className="order-last shrink-0 pe-2 @3xl:order-none @3xl:px-3 @3xl:pb-2">{tool}</div>}
      <ul
        ref={list}
        className="flex min-w-0 grow gap-0.5 overflow-x-auto px-3 py-2 [scrollbar-width:none] @max-3xl:[mask-image:linear-gradient(to_right,transparent,black_0.75rem,black_calc(100%-0.75rem),transparent)] @3xl:min-h-0 @3xl:flex-col @3xl:overflow-x-visible @3xl:overflow-y-auto @3xl:px-3 @3xl:pt-0"
      >
        {pages.map(({ to, label, icon: Icon }) => (
          <li key={to} className="shrink-0">
            <Link
              to={to}
              className="flex h-9 items-center gap-2.5 whitespace-nowrap rounded-lg px-2.5 text-sm text-muted transition-colors touch:h-10 aria-[current=page]:bg-selected aria-[current=page]:font-medium aria-[current=page]:text-text hoverable:hover:bg-hover hoverable:hover:text-text @3xl:px-2"
            >
              <Icon className="size-4 shrink-0" aria-hidden />
              {t(label)}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
