import { useQuery } from "@tanstack/react-query";
import { serverQuery } from "@/shared/api/server";
import { t } from "@/shared/i18n";
import { Arriving } from "@/shared/ui/arriving";
import { Page } from "@/shared/ui/page";
import { styleSheetQuery } from "./api";
import { BrandingForm } from "./branding-form";

export function BrandingPage() {
  const branding = useQuery(serverQuery).data?.branding;
  const css = useQuery(styleSheetQuery(branding?.custom_css_url ?? null));
  return (
    <Page title={t("branding.title")}>
      {branding && css.data !== undefined ? (
        <BrandingForm branding={branding} css={css.data} />
      ) : (
        <Arriving error={css.error} onRetry={() => void css.refetch()} />
      )}
    </Page>
  );
}
