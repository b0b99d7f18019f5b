import clsx from "clsx";
import type { CSSProperties } from "react";
import { t } from "@/shared/i18n";
import { accentVariables } from "@/shared/lib/accent";
import { Mark, OwnLogo } from "@/shared/ui/logo";

interface Props {
  name: string;
  accent: string;
  logo: string | null;
  favicon: string | null;
}

/** The login page and a chat in small, in both themes. */
export function Preview(looks: Props) {
  return (
    <div className="grid gap-3 @md:grid-cols-2">
      <Panel {...looks} theme="light" />
      <Panel {...looks} theme="dark" />
    </div>
  );
}

function Panel({ name, accent, logo, favicon, theme }: Props & { theme: "light" | "dark" }) {
  const variables = accentVariables(accent, theme === "dark") as CSSProperties | null;
  return (
    <figure>
      <div
        aria-hidden
        {...(variables && { style: variables })}
        className={clsx(
          theme,
          "overflow-hidden rounded-xl border border-line bg-sidebar text-text select-none forced-color-adjust-none",
        )}
      >
        <div className="flex items-center gap-1.5 border-b border-line bg-sunken px-3 py-1.5 text-[0.6875rem]">
          {favicon ? (
            <img src={favicon} alt="" className="size-3.5 object-contain" />
          ) : (
            <Mark className="size-3.5" />
          )}
          <span className="truncate">{`${t("login.title")} · ${name}`}</span>
        </div>
        <div className="flex flex-col items-center px-4 py-5 text-center">
          {logo ? <OwnLogo url={logo} className="h-9 w-40 max-w-full" /> : <Mark className="size-9" />}
          <p className="mt-2 max-w-full truncate text-xs font-medium text-muted">{name}</p>
          <p className="mt-0.5 text-base font-semibold tracking-[-0.02em]">{t("login.heading")}</p>
          <p className="mt-3 flex h-8 w-full items-center justify-center rounded-lg bg-accent text-xs font-medium text-on-accent">
            {t("login.submit")}
          </p>
          <p className="mt-3 flex w-full items-center gap-2 text-xs">
            <span className="rounded-lg bg-accent-soft px-2 py-1 font-medium text-accent-text">
              {t("branding.previewSoft")}
            </span>
            <span className="text-accent-text underline">{t("branding.previewLink")}</span>
          </p>
        </div>
      </div>
      <figcaption className="mt-1.5 text-[0.8125rem] text-muted">{t(`theme.${theme}`)}</figcaption>
    </figure>
  );
}
