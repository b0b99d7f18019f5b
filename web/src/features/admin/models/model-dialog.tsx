import { type FormEvent, useState } from "react";
import { useUpdateModel } from "@/shared/api/catalog";
import type { Model } from "@/shared/api/types";
import { t } from "@/shared/i18n";
import { Button } from "@/shared/ui/button";
import { Dialog, DialogActions } from "@/shared/ui/dialog";
import { TextField } from "@/shared/ui/field";
import { formErrors, noErrors } from "@/shared/ui/form-errors";
import { Notice } from "@/shared/ui/notice";
import { useFirstFault } from "@/shared/ui/use-first-fault";
import { draftOf, faultsOf, patchFrom, withId } from "../model-form/draft";
import { ModelFields } from "../model-form/model-fields";

/** Everything that can be said about a model. */
export function ModelDialog({ model, onClose }: { model: Model; onClose: () => void }) {
  const update = useUpdateModel(model.id);
  const [draft, setDraft] = useState(() => draftOf(model));
  const [errors, setErrors] = useState(noErrors);
  const form = useFirstFault(errors);
  const discovered = model.source === "discovered";
  const save = async (event: FormEvent) => {
    event.preventDefault();
    const fields = faultsOf(draft);
    setErrors({ fields });
    if (Object.keys(fields).length > 0) return;
    const patch = patchFrom(draft, model);
    try {
      if (Object.keys(patch).length > 0) await update.mutateAsync(patch);
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
      title={t("models.editTitle", { name: model.display_name })}
      description={t("models.editText", { name: model.provider_name })}
    >
      <form ref={form} onSubmit={save} noValidate className="flex flex-col gap-4">
        {errors.form && <Notice tone="danger">{errors.form}</Notice>}
        <TextField
          label={t("models.upstreamId")}
          value={draft.upstream_id}
          readOnly={discovered}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          onChange={(event) => setDraft(withId(draft, event.target.value))}
          hint={t(discovered ? "models.idDiscovered" : "models.upstreamIdHint")}
          error={errors.fields.upstream_id}
        />
        <ModelFields draft={draft} faults={errors.fields} onChange={setDraft} />
        <DialogActions>
          <Button onClick={onClose}>{t("action.cancel")}</Button>
          <Button variant="primary" type="submit" busy={update.isPending}>
            {t("action.save")}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
