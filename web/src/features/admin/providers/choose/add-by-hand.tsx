import { useState } from "react";
import { t } from "@/shared/i18n";
import { Button } from "@/shared/ui/button";
import { TextField } from "@/shared/ui/field";
import { type Candidate, idFault } from "./candidates";

interface Props {
  candidates: readonly Candidate[];
  onAdd: (id: string) => void;
}

/** For a model that the provider does not list, or while it does not answer. */
export function AddByHand({ candidates, onAdd }: Props) {
  const [id, setId] = useState("");
  const [error, setError] = useState<string>();
  const add = () => {
    const fault = idFault(id.trim(), candidates);
    if (fault) return setError(t(fault === "missing" ? "models.idMissing" : "models.idKnown"));
    onAdd(id.trim());
    setId("");
  };
  return (
    <div className="flex items-start gap-2">
      <TextField
        className="min-w-0 flex-1"
        label={t("choose.byHand")}
        hint={t("models.upstreamIdHint")}
        value={id}
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        onChange={(event) => {
          setId(event.target.value);
          setError(undefined);
        }}
        onKeyDown={(event) => {
          // Enter adds the model; it does not send the form around.
          if (event.key !== "Enter" || event.nativeEvent.isComposing) return;
          event.preventDefault();
          add();
        }}
        error={error}
      />
      <Button className="mt-6.5 touch:h-11" onClick={add}>
        {t("choose.addId")}
      </Button>
    </div>
  );
}
