import { type FormEvent, useState } from "react";
import { useUpdateModel } from "@/shared/api/catalog";
import { asProblem } from "@/shared/api/problem";
import type { Model } from "@/shared/api/types";
import { t } from "@/shared/i18n";
import { Button } from "@/shared/ui/button";
import { Dialog, DialogActions } from "@/shared/ui/dialog";
import { TextField } from "@/shared/ui/field";

export function RenameModelDialog({ model, onClose }: { model: Model; onClose: () => void }) {
  const update = useUpdateModel(model.id);
  const [error, setError] = useState<string>();
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    try {
      await update.mutateAsync({
        display_name: String(new FormData(event.currentTarget).get("name")).trim(),
      });
      onClose();
    } catch (refused) {
      setError(asProblem(refused).message);
    }
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t("models.renameTitle")}
      description={model.upstream_id}
    >
      <form onSubmit={submit}>
        <TextField
          label={t("models.displayName")}
          name="name"
          defaultValue={model.display_name}
          required
          error={error}
        />
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
