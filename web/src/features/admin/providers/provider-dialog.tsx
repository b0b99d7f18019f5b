import { type FormEvent, useState } from "react";
import { useCreateProvider, useTestDraft, useUpdateProvider } from "@/shared/api/catalog";
import type { Provider } from "@/shared/api/types";
import { t } from "@/shared/i18n";
import { Button } from "@/shared/ui/button";
import { Dialog, DialogActions } from "@/shared/ui/dialog";
import { formErrors, noErrors } from "@/shared/ui/form-errors";
import { Notice } from "@/shared/ui/notice";
import { useFirstFault } from "@/shared/ui/use-first-fault";
import {
  draftOf,
  emptyDraft,
  faultsOf,
  newProviderFrom,
  type ProviderDraft,
  patchFrom,
  testFrom,
  withPreset,
} from "./draft";
import { PresetChoice } from "./preset-choice";
import type { Preset } from "./presets";
import { ProviderFields } from "./provider-fields";
import { TestResult } from "./test-result";

interface Props {
  /** Absent: a new one is made. */
  provider?: Provider;
  onClose: () => void;
  /** A new provider was saved: what comes next is its models. */
  onAdded?: (provider: Provider) => void;
}

/** It stands below the last field, perhaps out of sight. */
const intoView = (element: HTMLElement | null) => element?.scrollIntoView({ block: "nearest" });

export function ProviderDialog({ provider, onClose, onAdded }: Props) {
  const create = useCreateProvider();
  const update = useUpdateProvider(provider?.id ?? "");
  const test = useTestDraft();
  const [draft, setDraft] = useState(() => (provider ? draftOf(provider) : emptyDraft));
  const [preset, setPreset] = useState<Preset | null>(null);
  const [errors, setErrors] = useState(noErrors);
  const form = useFirstFault(errors);
  const busy = create.isPending || update.isPending;

  const change = (next: ProviderDraft) => {
    setDraft(next);
    // It was about something else.
    test.reset();
  };
  const checked = () => {
    const fields = faultsOf(draft);
    setErrors({ fields });
    return Object.keys(fields).length === 0;
  };
  const tryOut = async () => {
    if (!checked()) return;
    try {
      await test.mutateAsync(testFrom(draft, provider));
    } catch (error) {
      setErrors(formErrors(error));
    }
  };
  const save = async (event: FormEvent) => {
    event.preventDefault();
    if (!checked()) return;
    try {
      if (provider) {
        await update.mutateAsync(patchFrom(draft, provider));
        onClose();
      } else {
        const added = await create.mutateAsync(newProviderFrom(draft));
        onClose();
        onAdded?.(added);
      }
    } catch (error) {
      setErrors(formErrors(error));
    }
  };

  return (
    <Dialog
      open
      wide
      onOpenChange={(open) => !open && onClose()}
      title={provider ? t("provider.editTitle", { name: provider.name }) : t("providers.add")}
      description={t("provider.dialogText")}
    >
      <form ref={form} onSubmit={save} noValidate className="flex flex-col gap-4.5">
        {!provider && (
          <PresetChoice
            value={preset?.id ?? ""}
            onChoose={(next) => {
              setPreset(next);
              change(withPreset(draft, next));
            }}
          />
        )}
        <ProviderFields
          draft={draft}
          provider={provider}
          preset={preset}
          faults={errors.fields}
          onChange={change}
        />
        {errors.form && <Notice tone="danger">{errors.form}</Notice>}
        {test.data && (
          <div ref={intoView} className="scroll-mb-24">
            <TestResult result={test.data} />
          </div>
        )}
        <DialogActions>
          <Button className="me-auto" busy={test.isPending} onClick={tryOut}>
            {t("provider.test")}
          </Button>
          <Button onClick={onClose}>{t("action.cancel")}</Button>
          <Button variant="primary" type="submit" busy={busy}>
            {t(provider ? "action.save" : "provider.saveAndChoose")}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
