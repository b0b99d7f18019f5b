import { type FormEvent, useState } from "react";
import { t } from "@/shared/i18n";
import { modPressed } from "@/shared/lib/media";
import { Button } from "@/shared/ui/button";
import { Dialog, DialogActions } from "@/shared/ui/dialog";
import { TextArea } from "@/shared/ui/field";

interface Props {
  onClose: () => void;
  onSubmit: (instruction: string) => void;
}

const suggestions = ["shorter", "longer", "simpler", "formal"] as const;

export default function InstructionDialog({ onClose, onSubmit }: Props) {
  const [text, setText] = useState("");
  const submit = (instruction: string) => {
    if (instruction.trim() === "") return;
    onClose();
    onSubmit(instruction.trim());
  };
  const onForm = (event: FormEvent) => {
    event.preventDefault();
    submit(text);
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t("instruction.title")}
      description={t("instruction.text")}
    >
      <form onSubmit={onForm}>
        <div className="mb-3 flex flex-wrap gap-1.5">
          {suggestions.map((key) => (
            <Button key={key} size="sm" onClick={() => submit(t(`instruction.${key}`))}>
              {t(`instruction.${key}`)}
            </Button>
          ))}
        </div>
        <TextArea
          label={t("instruction.field")}
          value={text}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === "Enter" && modPressed(event)) onForm(event);
          }}
        />
        <DialogActions>
          <Button onClick={onClose}>{t("action.cancel")}</Button>
          <Button variant="primary" type="submit" disabled={text.trim() === ""}>
            {t("regenerate.go")}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
