import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { discoveredQuery, useAddModels } from "@/shared/api/catalog";
import type { Discovered, Provider } from "@/shared/api/types";
import { t } from "@/shared/i18n";
import { Button } from "@/shared/ui/button";
import { Dialog, DialogActions } from "@/shared/ui/dialog";
import { Form } from "@/shared/ui/form";
import { Notice } from "@/shared/ui/notice";
import { toast } from "@/shared/ui/toast";
import { useForm } from "@/shared/ui/use-form";
import { newModelFrom } from "../../model-form/draft";
import { AddByHand } from "./add-by-hand";
import { CandidateList } from "./candidate-list";
import { type Chosen, candidatesFrom, choose, faultsOfAll } from "./candidates";
import { DiscoveryNote } from "./discovery-note";

interface Props {
  provider: Provider;
  onClose: () => void;
}

const nothingFound: readonly Discovered[] = [];

/** Which models of a provider people can choose from. */
export function ChooseModelsDialog({ provider, onClose }: Props) {
  const discovery = useQuery(discoveredQuery(provider.id));
  const add = useAddModels(provider.id);
  const [typed, setTyped] = useState<readonly string[]>([]);
  const [chosen, setChosen] = useState<Chosen>([]);
  const found = discovery.data?.models ?? nothingFound;
  const candidates = candidatesFrom(found, typed);

  const addTyped = (id: string) => {
    setTyped([id, ...typed]);
    setChosen(choose(chosen, id, found));
  };
  const form = useForm({
    read: () => chosen,
    check: (models) => (faulty(faultsOfAll(models)) ? { models: t("choose.faults") } : {}),
    send: async (models) => {
      await add.mutateAsync(models.map(newModelFrom));
      toast(t("models.added", { count: models.length }));
      onClose();
    },
  });
  // From the first try on, as they are mended.
  const faults = form.errors.models ? faultsOfAll(chosen) : {};

  return (
    <Dialog
      open
      wide
      onOpenChange={(open) => !open && onClose()}
      title={t("choose.title", { name: provider.name })}
      description={t("choose.text")}
    >
      <Form form={form} className="flex flex-col gap-4">
        <DiscoveryNote provider={provider} discovery={discovery} />
        <AddByHand candidates={candidates} onAdd={addTyped} />
        <CandidateList
          candidates={candidates}
          chosen={chosen}
          faults={faults}
          onChoose={(id) => setChosen(choose(chosen, id, found))}
          onChange={setChosen}
        />
        {faulty(faults) && <Notice tone="danger">{form.errors.models}</Notice>}
        <DialogActions>
          <Button onClick={onClose}>{t("choose.later")}</Button>
          <Button variant="primary" type="submit" busy={form.busy} disabled={chosen.length === 0}>
            {t("choose.add", { count: chosen.length })}
          </Button>
        </DialogActions>
      </Form>
    </Dialog>
  );
}

function faulty(faults: ReturnType<typeof faultsOfAll>): boolean {
  return Object.keys(faults).length > 0;
}
