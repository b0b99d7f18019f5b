import { useQuery } from "@tanstack/react-query";
import { useTitle } from "@/shared/a11y/use-title";
import { serverQuery, useServerName } from "@/shared/api/server";
import { t } from "@/shared/i18n";
import { Arriving } from "@/shared/ui/arriving";
import { PageHeader } from "@/shared/ui/page-header";
import { PageBody } from "@/shared/ui/section";
import { styleSheetQuery } from "./api";
import { BrandingForm } from "./branding-form";

export function BrandingPage() {
  const branding = useQuery(serverQuery).data?.branding;
  const css = useQuery(styleSheetQuery(branding?.custom_css_url ?? null));
  useTitle(t("branding.title"), useServerName());
  return (
    <>
      <PageHeader title={t("branding.title")} />
      <PageBody>
        {branding && css.data !== undefined ? (
          <BrandingForm branding={branding} css={css.data} />
        ) : (
          <Arriving error={css.error} onRetry={() => void css.refetch()} />
        )}
      </PageBody>
    </>
  );
}
