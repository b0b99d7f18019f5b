import { type FormEvent, useState } from "react";
import { t } from "@/shared/i18n";
import { modPressed } from "@/shared/lib/media";
import { Button } from "@/shared/ui/button";
import { Dialog, DialogActions } from "@/shared/ui/dialog";
import { TextArea } from "@/shared/ui/field";

interface Props {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  onSubmit: (instruction: string) => void;
}

const suggestions = ["shorter", "longer", "simpler", "formal"] as const;

export function InstructionDialog({ open, onOpenChange, onSubmit }: Props) {
  const [text, setText] = useState("");
  const submit = (instruction: string) => {
    if (instruction.trim() === "") return;
    setText("");
    onOpenChange(false);
    onSubmit(instruction.trim());
  };
  const onForm = (event: FormEvent) => {
    event.preventDefault();
    submit(text);
  };
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
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
          <Button onClick={() => onOpenChange(false)}>{t("action.cancel")}</Button>
          <Button variant="primary" type="submit" disabled={text.trim() === ""}>
            {t("regenerate.go")}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
