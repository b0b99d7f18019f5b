import type { ReactNode } from "react";

interface Props {
  title: string;
  text?: ReactNode;
  children: ReactNode;
}

/** One subject of a page. */
export function Section({ title, text, children }: Props) {
  return (
    <section className="grid gap-4 border-t border-line py-7 @2xl:grid-cols-[13rem_1fr] @2xl:gap-10">
      <div>
        <h2 className="text-[0.9375rem] font-semibold tracking-[-0.01em]">{title}</h2>
        {text && <p className="mt-1 text-[0.8125rem] leading-relaxed text-muted text-pretty">{text}</p>}
      </div>
      <div className="min-w-0">{children}</div>
    </section>
  );
}
