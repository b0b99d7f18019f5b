import { type FormEvent, type RefObject, useEffect, useRef, useState } from "react";
import type { LmStudio } from "@/shared/api/types";
import { t } from "@/shared/i18n";
import { Button } from "@/shared/ui/button";
import { Dialog, DialogActions } from "@/shared/ui/dialog";
import { TextField } from "@/shared/ui/field";
import { formErrors } from "@/shared/ui/form-errors";
import { Notice } from "@/shared/ui/notice";
import { toast } from "@/shared/ui/toast";
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
  const [fault, setFault] = useState<string>();
  const [failure, setFailure] = useState<string>();
  const open = useOpen();
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const read = parseContext(text);
    setFault(read.fault);
    setFailure(undefined);
    if (read.fault) return;
    try {
      await load.mutateAsync({ model: model.id, ...(read.tokens && { context_length: read.tokens }) });
      onClose();
    } catch (error) {
      const { form, fields } = formErrors(error);
      const reason = form ?? Object.values(fields).join(" ");
      if (open.current) setFailure(reason);
      else toast(reason);
    }
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t("lmstudio.loadTitle", { name: model.display_name ?? model.id })}
      description={t("lmstudio.loadText")}
    >
      <form onSubmit={submit} noValidate className="flex flex-col gap-4">
        {failure && <Notice tone="danger">{failure}</Notice>}
        <TextField
          label={t("lmstudio.context")}
          hint={t("lmstudio.contextHint")}
          value={text}
          onChange={(event) => setText(event.target.value)}
          error={fault}
          inputMode="numeric"
          autoComplete="off"
        />
        <DialogActions>
          <Button onClick={onClose}>{t("action.cancel")}</Button>
          <Button variant="primary" type="submit" busy={load.isPending}>
            {t("lmstudio.load")}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}

/** Whether the dialog is still there when loading comes to its end. */
function useOpen(): RefObject<boolean> {
  const open = useRef(false);
  useEffect(() => {
    open.current = true;
    return () => {
      open.current = false;
    };
  }, []);
  return open;
}
