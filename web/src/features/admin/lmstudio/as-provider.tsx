import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Plus } from "lucide-react";
import { providersQuery, useCreateProvider } from "@/shared/api/catalog";
import { asProblem } from "@/shared/api/problem";
import { t } from "@/shared/i18n";
import { Button } from "@/shared/ui/button";
import { Notice } from "@/shared/ui/notice";

/** The step between a server that runs and models that people can choose. */
export function AsProvider({ url }: { url: string }) {
  const { data: providers } = useQuery(providersQuery);
  const create = useCreateProvider();
  const present = providers?.find((provider) => provider.base_url?.replace(/\/+$/, "") === url);
  if (!providers) return null;
  if (present) {
    return (
      <p className="text-sm text-muted">
        {t("lmstudio.isProvider", { name: present.name })}{" "}
        <Link to="/admin/providers" className="font-medium text-accent-text underline">
          {t("lmstudio.toProviders")}
        </Link>
      </p>
    );
  }
  return (
    <Notice
      actions={
        <Button
          size="sm"
          busy={create.isPending}
          onClick={() => create.mutate({ name: freeName(providers), base_url: url })}
        >
          <Plus className="size-4" aria-hidden />
          {t("lmstudio.addProvider")}
        </Button>
      }
    >
      {t("lmstudio.providerHint", { url })}
      {create.error && (
        <span role="alert" className="mt-1 block text-danger">
          {asProblem(create.error).message}
        </span>
      )}
    </Notice>
  );
}

/** A name that no provider has. */
function freeName(providers: readonly { name: string }[]): string {
  const taken = new Set(providers.map(({ name }) => name.toLowerCase()));
  const product = "LM Studio";
  for (let number = 1; ; number++) {
    const name = number === 1 ? product : `${product} ${number}`;
    if (!taken.has(name.toLowerCase())) return name;
  }
}
