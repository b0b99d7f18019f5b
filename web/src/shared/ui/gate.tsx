import type { ReactNode } from "react";
import { useServerName } from "@/shared/api/server";
import { LanguageMenu } from "./language-menu";
import { Logo } from "./logo";

interface Props {
  title: string;
  text?: ReactNode;
  children: ReactNode;
  wide?: boolean;
}

/** The frame of pages in front of the application: signing in and setting up. */
export function Gate({ title, text, children, wide = false }: Props) {
  const name = useServerName();
  return (
    <div className="app-height overflow-y-auto bg-sidebar">
      <main
        className={`mx-auto flex min-h-full w-full flex-col justify-center px-4 py-10 ${wide ? "max-w-[34rem]" : "max-w-[25rem]"}`}
      >
        <div className="mb-7 flex flex-col items-center text-center">
          <Logo className="h-12 w-56 max-w-full" />
          <p className="mt-3 text-sm font-medium text-muted">{name}</p>
          <h1 className="mt-1.5 text-[1.625rem] font-semibold leading-tight tracking-[-0.024em]">{title}</h1>
          {text && (
            <div className="mt-2 max-w-[26rem] text-[0.9375rem] leading-relaxed text-muted text-pretty">
              {text}
            </div>
          )}
        </div>
        <div className="rounded-[1.35rem] border border-line bg-bg p-5 shadow-composer sm:p-7 dark:bg-surface">
          {children}
        </div>
        <div className="mt-4 self-center">
          <LanguageMenu />
        </div>
      </main>
    </div>
  );
}
