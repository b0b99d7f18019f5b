import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { discoveredQuery, useAddModels } from "@/shared/api/catalog";
import { asProblem } from "@/shared/api/problem";
import type { Discovered, Provider } from "@/shared/api/types";
import { t } from "@/shared/i18n";
import { Button } from "@/shared/ui/button";
import { Dialog, DialogActions } from "@/shared/ui/dialog";
import { Notice } from "@/shared/ui/notice";
import { toast } from "@/shared/ui/toast";
import { useFirstFault } from "@/shared/ui/use-first-fault";
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
  const [tries, setTries] = useState(0);
  const form = useFirstFault(tries);
  const found = discovery.data?.models ?? nothingFound;
  const candidates = candidatesFrom(found, typed);
  const faults = tries > 0 ? faultsOfAll(chosen) : {};

  const addTyped = (id: string) => {
    setTyped([id, ...typed]);
    setChosen(choose(chosen, id, found));
  };
  const save = async (event: FormEvent) => {
    event.preventDefault();
    setTries(tries + 1);
    if (Object.keys(faultsOfAll(chosen)).length > 0) return;
    try {
      await add.mutateAsync(chosen.map(newModelFrom));
      toast(t("models.added", { count: chosen.length }));
      onClose();
    } catch {
      // What is wrong is shown below.
    }
  };

  return (
    <Dialog
      open
      wide
      onOpenChange={(open) => !open && onClose()}
      title={t("choose.title", { name: provider.name })}
      description={t("choose.text")}
    >
      <form ref={form} onSubmit={save} noValidate className="flex flex-col gap-4">
        <DiscoveryNote provider={provider} discovery={discovery} />
        <AddByHand candidates={candidates} onAdd={addTyped} />
        <CandidateList
          candidates={candidates}
          chosen={chosen}
          faults={faults}
          onChoose={(id) => setChosen(choose(chosen, id, found))}
          onChange={setChosen}
        />
        {add.error && <Notice tone="danger">{asProblem(add.error).message}</Notice>}
        {Object.keys(faults).length > 0 && <Notice tone="danger">{t("choose.faults")}</Notice>}
        <DialogActions>
          <Button onClick={onClose}>{t("choose.later")}</Button>
          <Button variant="primary" type="submit" busy={add.isPending} disabled={chosen.length === 0}>
            {t("choose.add", { count: chosen.length })}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
