import type { ReactNode } from "react";
import { useTitle } from "@/shared/a11y/use-title";
import { useServerName } from "@/shared/api/server";
import { PageHeader } from "@/shared/ui/page-header";
import { PageBody } from "@/shared/ui/section";

interface Props {
  title: string;
  text: string;
  children: ReactNode;
}

/** What the pages of the settings have in common. */
export function SettingsPage({ title, text, children }: Props) {
  useTitle(title, useServerName());
  return (
    <>
      <PageHeader title={title} />
      <PageBody>
        <p className="mb-6 max-w-prose text-sm leading-relaxed text-muted text-pretty">{text}</p>
        <div className="flex max-w-xl flex-col gap-8">{children}</div>
      </PageBody>
    </>
  );
}
