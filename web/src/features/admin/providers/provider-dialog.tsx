import { useState } from "react";
import { useCreateProvider, useTestDraft, useUpdateProvider } from "@/shared/api/catalog";
import type { Provider } from "@/shared/api/types";
import { t } from "@/shared/i18n";
import { Button } from "@/shared/ui/button";
import { Dialog, DialogActions } from "@/shared/ui/dialog";
import { Form } from "@/shared/ui/form";
import { formErrors } from "@/shared/ui/form-errors";
import { isWrong, useForm } from "@/shared/ui/use-form";
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

  const change = (next: ProviderDraft) => {
    setDraft(next);
    // It was about something else.
    test.reset();
  };
  const form = useForm({
    read: () => draft,
    check: faultsOf,
    send: async () => {
      if (provider) {
        await update.mutateAsync(patchFrom(draft, provider));
        onClose();
      } else {
        const added = await create.mutateAsync(newProviderFrom(draft));
        onClose();
        onAdded?.(added);
      }
    },
  });
  const tryOut = async () => {
    const faults = faultsOf(draft);
    form.show(faults);
    if (isWrong(faults)) return;
    try {
      await test.mutateAsync(testFrom(draft, provider));
    } catch (error) {
      form.show(formErrors(error));
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
      <Form form={form} className="flex flex-col gap-4.5">
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
          faults={form.errors}
          onChange={change}
        />
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
          <Button variant="primary" type="submit" busy={form.busy}>
            {t(provider ? "action.save" : "provider.saveAndChoose")}
          </Button>
        </DialogActions>
      </Form>
    </Dialog>
  );
}
