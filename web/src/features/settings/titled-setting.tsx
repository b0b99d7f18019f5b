import type { ReactNode } from "react";
import { SaveNote } from "./save-note";
import type { SaveState } from "./use-saving";

interface Props {
  title: string;
  text: string;
  state: SaveState;
  children: ReactNode;
}

/** A choice with what it means before it. */
export function TitledSetting({ title, text, state, children }: Props) {
  return (
    <section className="flex flex-col items-start gap-x-8 gap-y-3 @xl:flex-row @xl:justify-between">
      <div className="min-w-0">
        <h2 className="text-sm font-medium">{title}</h2>
        <p className="mt-1 text-[0.8125rem] leading-snug text-muted text-pretty">{text}</p>
      </div>
      <div className="flex max-w-full shrink-0 flex-col gap-1.5 @xl:items-end">
        {children}
        <SaveNote state={state} />
      </div>
    </section>
  );
}
