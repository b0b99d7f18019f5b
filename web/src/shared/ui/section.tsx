import type { ReactNode } from "react";

interface Props {
  title: string;
  text?: ReactNode;
  children: ReactNode;
}

/** One subject of a settings page. */
export function Section({ title, text, children }: Props) {
  return (
    <section className="grid gap-4 border-t border-line py-7 first:border-t-0 first:pt-2 @2xl:grid-cols-[13rem_1fr] @2xl:gap-8">
      <div>
        <h2 className="font-semibold tracking-[-0.01em]">{title}</h2>
        {text && <p className="mt-1 text-sm leading-relaxed text-muted text-pretty">{text}</p>}
      </div>
      <div className="min-w-0">{children}</div>
    </section>
  );
}

/** The scrolling body of a page with a heading above it. Its parts go by its width, not the window's. */
export function PageBody({ children }: { children: ReactNode }) {
  return (
    <div className="relative min-h-0 flex-1 overflow-y-auto">
      <div className="mx-auto w-full max-w-[54rem] px-4 pb-16 pt-3 sm:px-8">
        <div className="@container">{children}</div>
      </div>
    </div>
  );
}
