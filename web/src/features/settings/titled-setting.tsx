import type { ReactNode } from "react";

interface Props {
  title: string;
  text: string;
  children: ReactNode;
}

/** A choice with what it means above it. */
export function TitledSetting({ title, text, children }: Props) {
  return (
    <section className="flex flex-col items-start gap-3">
      <div>
        <h2 className="text-sm font-semibold">{title}</h2>
        <p className="mt-1 text-[0.8125rem] leading-snug text-muted text-pretty">{text}</p>
      </div>
      {children}
    </section>
  );
}
