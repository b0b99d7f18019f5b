import { useDeleteProvider } from "@/shared/api/catalog";
import { asProblem } from "@/shared/api/problem";
import type { Model, Provider } from "@/shared/api/types";
import { t } from "@/shared/i18n";
import { listOf } from "@/shared/lib/list";
import { Confirm } from "@/shared/ui/confirm";
import { toast } from "@/shared/ui/toast";

interface Props {
  open: boolean;
  provider: Provider;
  models: readonly Model[] | undefined;
  onClose: () => void;
}

/** More names than this are only counted. */
const maxNamed = 5;

/** Asks before a provider goes, and says what goes with it. */
export function DeleteProvider({ open, provider, models = [], onClose }: Props) {
  const remove = useDeleteProvider(provider.id);
  const named = models.slice(0, maxNamed).map((model) => model.display_name);
  const more = models.length - named.length;
  const names = listOf(more > 0 ? [...named, t("providers.more", { count: more })] : named);
  return (
    <Confirm
      open={open}
      onOpenChange={(next) => !next && onClose()}
      title={t("providers.deleteTitle", { name: provider.name })}
      description={
        <>
          {models.length > 0 && (
            <span className="mb-1.5 block">
              {t("providers.deleteModels", { count: models.length, names })}
            </span>
          )}
          {models.some((model) => model.is_default) && (
            <span className="mb-1.5 block">{t("providers.deleteDefault")}</span>
          )}
          <span className="block">{t("providers.deleteText")}</span>
        </>
      }
      action={t("action.delete")}
      onConfirm={() => remove.mutate(undefined, { onError: (error) => toast(asProblem(error).message) })}
    />
  );
}
