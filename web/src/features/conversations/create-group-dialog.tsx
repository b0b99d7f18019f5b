import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { putCached } from "@/shared/api/conversation-cache";
import { createGroup } from "@/shared/api/conversations";
import { addParticipant } from "@/shared/api/participants";
import { asProblem } from "@/shared/api/problem";
import type { Conversation } from "@/shared/api/types";
import { t } from "@/shared/i18n";
import { Button } from "@/shared/ui/button";
import { ChoiceList } from "@/shared/ui/choice-list";
import { Dialog, DialogActions } from "@/shared/ui/dialog";
import { TextField } from "@/shared/ui/field";
import { Form } from "@/shared/ui/form";
import { useForm } from "@/shared/ui/use-form";
import { assistantModes } from "./assistant-modes";
import { ModelField } from "./model-field";
import { parseNames } from "./names";

interface Refusal {
  name: string;
  reason: string;
}

export default function CreateGroupDialog({ onClose }: { onClose: () => void }) {
  const navigate = useNavigate();
  const [title, setTitle] = useState("");
  const [mode, setMode] = useState<Conversation["assistant_mode"]>("mention");
  const [modelId, setModelId] = useState("");
  const [people, setPeople] = useState("");
  const [made, setMade] = useState<{ id: string; refused: readonly Refusal[] } | null>(null);

  const goTo = (conversationId: string) => {
    onClose();
    void navigate({ to: "/chats/$conversationId", params: { conversationId } });
  };
  const form = useForm({
    read: () => title.trim(),
    check: (name) => (name === "" ? { title: t("group.titleMissing") } : {}),
    send: async (name) => {
      const group = await createGroup({ title: name, assistantMode: mode, modelId });
      putCached(group);
      const refused = await addAll(group.id, parseNames(people));
      if (refused.length === 0) goTo(group.id);
      else setMade({ id: group.id, refused });
    },
  });

  if (made) return <Refused refused={made.refused} onClose={onClose} onGo={() => goTo(made.id)} />;
  return (
    <Dialog
      open
      wide
      onOpenChange={(open) => !open && onClose()}
      title={t("group.new")}
      description={t("group.newText")}
    >
      <Form form={form} className="flex flex-col gap-5">
        <TextField
          label={t("group.title")}
          value={title}
          maxLength={200}
          autoFocus
          autoComplete="off"
          onChange={(event) => setTitle(event.target.value)}
          error={form.errors.title}
        />
        <TextField
          label={t("group.people")}
          hint={t("group.peopleHint")}
          value={people}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          onChange={(event) => setPeople(event.target.value)}
        />
        <ChoiceList label={t("assistant.label")} value={mode} choices={assistantModes()} onChange={setMode} />
        {mode !== "off" && <ModelField value={modelId} onChange={setModelId} />}
        <DialogActions>
          <Button onClick={onClose}>{t("action.cancel")}</Button>
          <Button variant="primary" type="submit" busy={form.busy}>
            {t("group.create")}
          </Button>
        </DialogActions>
      </Form>
    </Dialog>
  );
}

/** Adds people one by one and returns those who could not be added. */
async function addAll(conversationId: string, names: readonly string[]): Promise<Refusal[]> {
  const refused: Refusal[] = [];
  for (const name of names) {
    try {
      await addParticipant(conversationId, { username: name, role: "member" });
    } catch (error) {
      refused.push({ name, reason: asProblem(error).message });
    }
  }
  return refused;
}

interface RefusedProps {
  refused: readonly Refusal[];
  onClose: () => void;
  onGo: () => void;
}

function Refused({ refused, onClose, onGo }: RefusedProps) {
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t("group.someMissing")}
      description={t("group.someMissingText")}
    >
      <ul className="divide-y divide-line rounded-xl border border-line">
        {refused.map(({ name, reason }) => (
          <li key={name} className="px-3 py-2.5 text-sm">
            <p className="font-medium [overflow-wrap:anywhere]">{name}</p>
            <p className="text-[0.8125rem] text-muted">{reason}</p>
          </li>
        ))}
      </ul>
      <DialogActions>
        <Button variant="primary" onClick={onGo}>
          {t("group.open")}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
