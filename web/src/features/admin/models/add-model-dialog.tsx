import { useState } from "react";
import { useAddModels } from "@/shared/api/catalog";
import type { Provider } from "@/shared/api/types";
import { t } from "@/shared/i18n";
import { Button } from "@/shared/ui/button";
import { Dialog, DialogActions } from "@/shared/ui/dialog";
import { SelectField, TextField } from "@/shared/ui/field";
import { Form } from "@/shared/ui/form";
import { useForm } from "@/shared/ui/use-form";
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
  const form = useForm({
    read: () => draft,
    check: faultsOf,
    send: async (model) => {
      await add.mutateAsync([{ ...newModelFrom(model), ...(asDefault && { is_default: true }) }]);
      onClose();
    },
  });
  return (
    <Dialog
      open
      wide
      onOpenChange={(open) => !open && onClose()}
      title={t("models.add")}
      description={t("models.addText")}
    >
      <Form form={form} className="flex flex-col gap-4">
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
          error={form.errors.upstream_id}
        />
        <ModelFields draft={draft} faults={form.errors} onChange={setDraft} />
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
          <Button variant="primary" type="submit" busy={form.busy}>
            {t("models.add")}
          </Button>
        </DialogActions>
      </Form>
    </Dialog>
  );
}
