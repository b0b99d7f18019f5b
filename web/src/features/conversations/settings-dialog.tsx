import { Archive, ArchiveRestore } from "lucide-react";
import { useState } from "react";
import { putCached } from "@/shared/api/conversation-cache";
import { updateConversation } from "@/shared/api/conversations";
import type { Conversation } from "@/shared/api/types";
import { t } from "@/shared/i18n";
import { mayManage } from "@/shared/lib/rights";
import { Button } from "@/shared/ui/button";
import { ChoiceList } from "@/shared/ui/choice-list";
import { Dialog, DialogActions } from "@/shared/ui/dialog";
import { TextArea, TextField } from "@/shared/ui/field";
import { Form } from "@/shared/ui/form";
import { useForm } from "@/shared/ui/use-form";
import { setArchived } from "./actions";
import { assistantModes } from "./assistant-modes";
import { ModelField } from "./model-field";
import { type Draft, edit, overtaken, patchOf, type Settings, settingsOf, shown } from "./settings-draft";

interface Props {
  conversation: Conversation;
  onClose: () => void;
}

/** In characters; longer ones do not help anybody to find a conversation. */
const maxTitle = 200;

/** What a conversation is called and how the assistant takes part in it. */
export default function SettingsDialog({ conversation, onClose }: Props) {
  const [draft, setDraft] = useState<Draft>({});
  const allowed = mayManage(conversation.role);
  const current = settingsOf(conversation);
  const values = shown(draft, current);
  const patch = patchOf(draft, current);
  const late = overtaken(draft, current);
  const set = <K extends keyof Settings>(name: K, value: Settings[K]) =>
    setDraft((known) => edit(known, current, name, value));
  const hintFor = (name: keyof Settings, usual?: string) =>
    late.includes(name) ? t("conversation.changedMeanwhile") : usual;

  const form = useForm({
    read: () => patch,
    check: () => (values.title.trim() === "" ? { title: t("conversation.titleMissing") } : {}),
    send: async (changes) => {
      putCached(await updateConversation(conversation.id, changes));
      onClose();
    },
  });
  const { errors, busy } = form;

  return (
    <Dialog
      open
      wide
      onOpenChange={(open) => !open && onClose()}
      title={t(conversation.is_group ? "conversation.groupSettings" : "conversation.chatSettings")}
      description={allowed ? undefined : t("conversation.readOnly")}
    >
      <Form form={form} className="[&>[role=alert]]:mb-4">
        <fieldset disabled={!allowed || busy} className="flex min-w-0 flex-col gap-5">
          <TextField
            label={t("conversation.title")}
            value={values.title}
            maxLength={maxTitle}
            onChange={(event) => set("title", event.target.value)}
            hint={hintFor("title")}
            error={errors.title}
          />
          <ChoiceList
            label={t("assistant.label")}
            value={values.assistant_mode}
            choices={assistantModes()}
            onChange={(mode) => set("assistant_mode", mode)}
          />
          <ModelField
            value={values.model_id}
            onChange={(model) => set("model_id", model)}
            hint={hintFor("model_id")}
          />
          <TextArea
            label={t("conversation.prompt")}
            value={values.system_prompt}
            rows={4}
            onChange={(event) => set("system_prompt", event.target.value)}
            hint={hintFor("system_prompt", t("conversation.promptHint"))}
            error={errors.system_prompt}
          />
        </fieldset>
        {allowed && <ArchiveLine conversation={conversation} onDone={onClose} />}
        <DialogActions>
          <Button onClick={onClose}>{t(allowed ? "action.cancel" : "action.close")}</Button>
          {allowed && (
            <Button variant="primary" type="submit" busy={busy} disabled={Object.keys(patch).length === 0}>
              {t("action.save")}
            </Button>
          )}
        </DialogActions>
      </Form>
    </Dialog>
  );
}

function ArchiveLine({ conversation, onDone }: { conversation: Conversation; onDone: () => void }) {
  const archived = Boolean(conversation.archived_at);
  const Icon = archived ? ArchiveRestore : Archive;
  return (
    <div className="mt-5 flex flex-wrap items-center gap-x-4 gap-y-2 border-t border-line pt-4">
      <p className="min-w-48 flex-1 text-[0.8125rem] text-muted">
        {t(archived ? "conversation.archivedText" : "conversation.archiveText")}
      </p>
      <Button
        size="sm"
        onClick={() => {
          onDone();
          void setArchived(conversation, !archived);
        }}
      >
        <Icon className="size-3.5" aria-hidden />
        {t(archived ? "conversation.unarchive" : "conversation.archive")}
      </Button>
    </div>
  );
}
