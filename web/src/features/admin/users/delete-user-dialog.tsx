import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { Belongings, ListedUser } from "@/shared/api/types";
import { t } from "@/shared/i18n";
import { Arriving } from "@/shared/ui/arriving";
import { Button } from "@/shared/ui/button";
import { ChoiceList } from "@/shared/ui/choice-list";
import { Dialog, DialogActions } from "@/shared/ui/dialog";
import { SelectField, TextField } from "@/shared/ui/field";
import { Form } from "@/shared/ui/form";
import { formErrors } from "@/shared/ui/form-errors";
import { toast } from "@/shared/ui/toast";
import { useForm } from "@/shared/ui/use-form";
import { belongingsQuery, useDeleteUser } from "./api";
import { checkDeletion, type Fate, ownsNothing } from "./deletion";
import { heirsOf, nameOf } from "./people";

interface Props {
  user: ListedUser;
  all: readonly ListedUser[];
  onClose: () => void;
}

/** Asks what becomes of what somebody has, and for their name. */
export function DeleteUserDialog({ user, all, onClose }: Props) {
  const { data, error, refetch } = useQuery(belongingsQuery(user.id));
  return (
    <Dialog
      open
      wide
      onOpenChange={onClose}
      title={t("users.deleteTitle", { name: nameOf(user) })}
      description={t("users.deleteText")}
    >
      {data ? (
        <DeleteForm user={user} heirs={heirsOf(user, all)} belongings={data} onClose={onClose} />
      ) : (
        <Arriving error={error} onRetry={() => void refetch()} />
      )}
    </Dialog>
  );
}

interface FormProps {
  user: ListedUser;
  heirs: readonly ListedUser[];
  belongings: Belongings;
  onClose: () => void;
}

function DeleteForm({ user, heirs, belongings, onClose }: FormProps) {
  const remove = useDeleteUser(user.id);
  const [fate, setFate] = useState<Fate>("delete");
  const [heir, setHeir] = useState("");
  const [typed, setTyped] = useState("");
  const form = useForm({
    read: () => ({ fate, heir, typed }),
    check: (deletion) => checkDeletion(deletion, user.username),
    send: async () => {
      await remove.mutateAsync(fate === "handOver" ? heir : null);
      onClose();
      toast(t("users.deleted", { name: nameOf(user) }));
    },
    explain: (error) => formErrors(error, { to: "heir" }),
  });

  return (
    <Form form={form} className="flex flex-col gap-4">
      <Owned belongings={belongings} />
      {!ownsNothing(belongings) && (
        <ChoiceList
          label={t("users.fate")}
          value={fate}
          choices={[
            { value: "delete", label: t("users.fate.delete"), text: t("users.fateText.delete") },
            { value: "handOver", label: t("users.fate.handOver"), text: t("users.fateText.handOver") },
          ]}
          onChange={setFate}
        />
      )}
      {fate === "handOver" && (
        <SelectField
          label={t("users.heir")}
          value={heir}
          onChange={(event) => setHeir(event.target.value)}
          error={form.errors.heir}
          {...(heirs.length === 0 && { hint: t("users.noHeir") })}
        >
          <option value="">{t("users.chooseHeir")}</option>
          {heirs.map((other) => (
            <option key={other.id} value={other.id}>
              {nameOf(other) === other.username ? other.username : `${nameOf(other)} (${other.username})`}
            </option>
          ))}
        </SelectField>
      )}
      <TextField
        label={t("confirm.type", { text: user.username })}
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        error={form.errors.typed}
      />
      <DialogActions>
        <Button onClick={onClose}>{t("action.cancel")}</Button>
        <Button variant="danger" type="submit" busy={form.busy}>
          {t("action.delete")}
        </Button>
      </DialogActions>
    </Form>
  );
}

/** What somebody has that nobody else would have without them. */
function Owned({ belongings }: { belongings: Belongings }) {
  if (ownsNothing(belongings)) return <p className="text-sm">{t("users.owns.nothing")}</p>;
  const { chats, groups_alone: alone, groups_owned: owned } = belongings;
  return (
    <div className="text-sm">
      <p className="font-medium">{t("users.owns")}</p>
      <ul className="mt-1 list-disc ps-5 text-muted">
        {chats > 0 && <li>{t("users.owns.chats", { count: chats })}</li>}
        {alone > 0 && <li>{t("users.owns.alone", { count: alone })}</li>}
        {owned > 0 && <li>{t("users.owns.groups", { count: owned })}</li>}
      </ul>
    </div>
  );
}
