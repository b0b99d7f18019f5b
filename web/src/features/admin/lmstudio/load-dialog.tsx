import { useState } from "react";
import type { LmStudio } from "@/shared/api/types";
import { t } from "@/shared/i18n";
import { Button } from "@/shared/ui/button";
import { Dialog, DialogActions } from "@/shared/ui/dialog";
import { TextField } from "@/shared/ui/field";
import { Form } from "@/shared/ui/form";
import { formErrors } from "@/shared/ui/form-errors";
import { useForm } from "@/shared/ui/use-form";
import { useLoad } from "./api";
import { parseContext } from "./context-length";

interface Props {
  model: LmStudio["downloaded"][number];
  onClose: () => void;
}

/** Loads a model; a large one takes minutes. */
export function LoadDialog({ model, onClose }: Props) {
  const load = useLoad();
  const [text, setText] = useState("");
  const form = useForm({
    read: () => parseContext(text),
    check: ({ fault }) => ({ context: fault }),
    send: async ({ tokens }) => {
      await load.mutateAsync({ model: model.id, ...(tokens && { context_length: tokens }) });
      onClose();
    },
    explain: (error) => formErrors(error, { context_length: "context" }),
  });
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t("lmstudio.loadTitle", { name: model.display_name ?? model.id })}
      description={t("lmstudio.loadText")}
    >
      <Form form={form} className="flex flex-col gap-4">
        <TextField
          label={t("lmstudio.context")}
          hint={t("lmstudio.contextHint")}
          value={text}
          onChange={(event) => setText(event.target.value)}
          error={form.errors.context}
          inputMode="numeric"
          autoComplete="off"
        />
        <DialogActions>
          <Button onClick={onClose}>{t("action.cancel")}</Button>
          <Button variant="primary" type="submit" busy={form.busy}>
            {t("lmstudio.load")}
          </Button>
        </DialogActions>
      </Form>
    </Dialog>
  );
}
