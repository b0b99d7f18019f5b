import type { ReactNode } from "react";
import { useTitle } from "@/shared/a11y/use-title";
import { useServerName } from "@/shared/api/server";

interface Props {
  title: string;
  /** What the page is for, in a sentence. */
  text?: string;
  /** What can be done here. */
  tools?: ReactNode;
  children: ReactNode;
}

/** A page of a frame: its title and its body in one column. Its parts go by the column's width, not the window's. */
export function Page({ title, text, tools, children }: Props) {
  useTitle(title, useServerName());
  return (
    <div className="relative min-h-0 flex-1 overflow-y-auto [scrollbar-gutter:stable]">
      <div className="mx-auto w-full max-w-[54rem] px-4 pb-16 sm:px-8">
        <header className="mb-6 pt-5 sm:pt-9">
          <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
            <h1 className="min-w-0 flex-1 text-[1.375rem] font-semibold leading-8 tracking-[-0.018em]">
              {title}
            </h1>
            {tools && <div className="flex items-center gap-2">{tools}</div>}
          </div>
          {text && <p className="mt-1 max-w-prose text-sm text-muted text-pretty">{text}</p>}
        </header>
        <div className="@container">{children}</div>
      </div>
    </div>
  );
}
