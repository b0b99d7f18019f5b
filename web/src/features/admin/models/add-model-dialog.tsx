import { type FormEvent, useState } from "react";
import { useAddModels } from "@/shared/api/catalog";
import type { Provider } from "@/shared/api/types";
import { t } from "@/shared/i18n";
import { Button } from "@/shared/ui/button";
import { Dialog, DialogActions } from "@/shared/ui/dialog";
import { SelectField, TextField } from "@/shared/ui/field";
import { formErrors, noErrors } from "@/shared/ui/form-errors";
import { Notice } from "@/shared/ui/notice";
import { useFirstFault } from "@/shared/ui/use-first-fault";
import { faultsOf, newDraft, newModelFrom, withId } from "../model-form/draft";
import { ModelFields } from "../model-form/model-fields";

interface Props {
  /** At least one. */
  providers: readonly Provider[];
  onClose: () => void;
}

/** Adds a model by its id, whatever its provider says of it. */
export function AddModelDialog({ providers, onClose }: Props) {
  const [providerId, setProviderId] = useState(providers[0]?.id ?? "");
  const add = useAddModels(providerId);
  const [draft, setDraft] = useState(newDraft);
  const [asDefault, setAsDefault] = useState(false);
  const [errors, setErrors] = useState(noErrors);
  const form = useFirstFault(errors);
  const save = async (event: FormEvent) => {
    event.preventDefault();
    const fields = faultsOf(draft);
    setErrors({ fields });
    if (Object.keys(fields).length > 0) return;
    try {
      await add.mutateAsync([{ ...newModelFrom(draft), ...(asDefault && { is_default: true }) }]);
      onClose();
    } catch (error) {
      setErrors(formErrors(error));
    }
  };
  return (
    <Dialog
      open
      wide
      onOpenChange={(open) => !open && onClose()}
      title={t("models.add")}
      description={t("models.addText")}
    >
      <form ref={form} onSubmit={save} noValidate className="flex flex-col gap-4">
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
          value={draft.upstream_id}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          onChange={(event) => setDraft(withId(draft, event.target.value))}
          hint={t("models.upstreamIdHint")}
          error={errors.fields.upstream_id}
        />
        <ModelFields draft={draft} faults={errors.fields} onChange={setDraft} />
        <label htmlFor="model-default" className="flex items-center gap-2 text-sm">
          <input
            id="model-default"
            type="checkbox"
            checked={asDefault}
            onChange={(event) => setAsDefault(event.target.checked)}
            className="size-4 accent-(--accent)"
          />
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
