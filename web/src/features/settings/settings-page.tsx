import type { ReactNode } from "react";
import { Page } from "@/shared/ui/page";

interface Props {
  title: string;
  text: string;
  children: ReactNode;
}

/** What the pages of the settings have in common. */
export function SettingsPage({ title, text, children }: Props) {
  return (
    <Page title={title} text={text}>
      <div className="flex max-w-2xl flex-col gap-6">{children}</div>
    </Page>
  );
}
