import { type FormEvent, useState } from "react";
import { useAddModels } from "@/shared/api/catalog";
import type { Provider } from "@/shared/api/types";
import { t } from "@/shared/i18n";
import { Button } from "@/shared/ui/button";
import { Dialog, DialogActions } from "@/shared/ui/dialog";
import { SelectField, TextField } from "@/shared/ui/field";
import { formErrors, noErrors } from "@/shared/ui/form-errors";
import { Notice } from "@/shared/ui/notice";

interface Props {
  providers: readonly Provider[];
  onClose: () => void;
}

export function AddModelDialog({ providers, onClose }: Props) {
  const [providerId, setProviderId] = useState(providers[0]?.id ?? "");
  const add = useAddModels(providerId);
  const [errors, setErrors] = useState(noErrors);
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    const id = String(data.get("id")).trim();
    try {
      await add.mutateAsync([
        {
          upstream_id: id,
          display_name: String(data.get("name")).trim() || id,
          is_default: data.get("default") !== null,
        },
      ]);
      onClose();
    } catch (error) {
      setErrors(formErrors(error));
    }
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t("models.add")}
      description={t("models.addText")}
    >
      <form onSubmit={submit} className="flex flex-col gap-4">
        {errors.form && <Notice tone="danger">{errors.form}</Notice>}
        <SelectField
          label={t("models.provider")}
          value={providerId}
          onChange={(event) => setProviderId(event.target.value)}
        >
          {providers.map((provider) => (
            <option key={provider.id} value={provider.id}>
              {provider.name}
            </option>
          ))}
        </SelectField>
        <TextField
          label={t("models.upstreamId")}
          name="id"
          required
          spellCheck={false}
          autoCapitalize="none"
          hint={t("models.upstreamIdHint")}
          error={errors.fields.upstream_id}
        />
        <TextField
          label={t("models.displayName")}
          name="name"
          hint={t("models.displayNameHint")}
          error={errors.fields.display_name}
        />
        <label htmlFor="model-default" className="flex items-center gap-2 text-sm">
          <input id="model-default" type="checkbox" name="default" className="size-4 accent-(--accent)" />
          {t("models.asDefault")}
        </label>
        <DialogActions>
          <Button onClick={onClose}>{t("action.cancel")}</Button>
          <Button variant="primary" type="submit" busy={add.isPending}>
            {t("models.add")}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
