import { t } from "@/shared/i18n";
import { accentFit, parseHex } from "@/shared/lib/accent";
import { Notice } from "@/shared/ui/notice";

const themes = ["light", "dark"] as const;

/** Says in which theme a colour would be hard to see, and what is used instead. */
export function AccentAdvice({ accent }: { accent: string }) {
  if (!parseHex(accent)) return null;
  const changed = themes.flatMap((theme) => {
    const fit = accentFit(accent, theme === "dark");
    return fit?.changed ? [{ theme, fill: fit.fill, why: fit.changed }] : [];
  });
  if (changed.length === 0) return <p className="text-[0.8125rem] text-muted">{t("branding.accentFits")}</p>;
  return (
    <Notice tone="warn" title={t("branding.accentAdapted")}>
      <ul className="flex flex-col gap-1">
        {changed.map(({ theme, fill, why }) => (
          <li key={theme} className="flex items-start gap-2">
            <span aria-hidden style={{ background: fill }} className="mt-0.5 size-4 shrink-0 rounded" />
            <span>
              {t(why === "text" ? `branding.tooPale.${theme}` : `branding.tooClose.${theme}`, {
                colour: fill,
              })}
            </span>
          </li>
        ))}
      </ul>
    </Notice>
  );
}
