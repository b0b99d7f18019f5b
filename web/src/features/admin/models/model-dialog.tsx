import { useState } from "react";
import { useUpdateModel } from "@/shared/api/catalog";
import type { Model } from "@/shared/api/types";
import { t } from "@/shared/i18n";
import { Button } from "@/shared/ui/button";
import { Dialog, DialogActions } from "@/shared/ui/dialog";
import { TextField } from "@/shared/ui/field";
import { Form } from "@/shared/ui/form";
import { useForm } from "@/shared/ui/use-form";
import { draftOf, faultsOf, patchFrom, withId } from "../model-form/draft";
import { ModelFields } from "../model-form/model-fields";

/** Everything that can be said about a model. */
export function ModelDialog({ model, onClose }: { model: Model; onClose: () => void }) {
  const update = useUpdateModel(model.id);
  const [draft, setDraft] = useState(() => draftOf(model));
  const discovered = model.source === "discovered";
  const form = useForm({
    read: () => draft,
    check: faultsOf,
    send: async () => {
      const patch = patchFrom(draft, model);
      if (Object.keys(patch).length > 0) await update.mutateAsync(patch);
      onClose();
    },
  });
  return (
    <Dialog
      open
      wide
      onOpenChange={(open) => !open && onClose()}
      title={t("models.editTitle", { name: model.display_name })}
      description={t("models.editText", { name: model.provider_name })}
    >
      <Form form={form} className="flex flex-col gap-4">
        <TextField
          label={t("models.upstreamId")}
          value={draft.upstream_id}
          readOnly={discovered}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          onChange={(event) => setDraft(withId(draft, event.target.value))}
          hint={t(discovered ? "models.idDiscovered" : "models.upstreamIdHint")}
          error={form.errors.upstream_id}
        />
        <ModelFields draft={draft} faults={form.errors} onChange={setDraft} />
        <DialogActions>
          <Button onClick={onClose}>{t("action.cancel")}</Button>
          <Button variant="primary" type="submit" busy={form.busy}>
            {t("action.save")}
          </Button>
        </DialogActions>
      </Form>
    </Dialog>
  );
}
