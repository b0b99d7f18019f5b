import { Ellipsis, UserRoundX } from "lucide-react";
import { useState } from "react";
import { addParticipant, refreshParticipants, removeParticipant } from "@/shared/api/participants";
import { asProblem } from "@/shared/api/problem";
import type { Participant, Role } from "@/shared/api/types";
import { t } from "@/shared/i18n";
import { Avatar } from "@/shared/ui/avatar";
import { Badge } from "@/shared/ui/badge";
import { IconButton } from "@/shared/ui/button";
import { Confirm } from "@/shared/ui/confirm";
import { Menu, type MenuEntry } from "@/shared/ui/menu";
import { toast } from "@/shared/ui/toast";
import { presenceLine } from "./presence-line";
import { mayRemove, rolesToGive } from "./rights";

interface Props {
  conversationId: string;
  person: Participant;
  /** The role of the person who looks. */
  ownRole: Role;
  own: boolean;
  now: Date;
}

export function MemberRow({ conversationId, person, ownRole, own, now }: Props) {
  const [removing, setRemoving] = useState(false);
  const name = person.display_name || person.username;
  const presence = presenceLine(person, now);
  const entries = entriesFor({ conversationId, person, ownRole, own }, () => setRemoving(true));
  return (
    <li className="flex items-center gap-3 px-5 py-2.5">
      <Avatar id={person.user_id} name={name} presence={presence.status} />
      <div className="min-w-0 flex-1">
        <p className="flex items-center gap-2 text-sm font-medium">
          <span className="truncate">{name}</span>
          {own && <Badge>{t("users.you")}</Badge>}
        </p>
        <p className="truncate text-[0.8125rem] text-muted">
          {presence.text}
          {name !== person.username && ` · @${person.username}`}
        </p>
      </div>
      <Badge tone={person.role === "owner" || person.role === "admin" ? "accent" : "neutral"}>
        {t(`people.role.${person.role}`)}
      </Badge>
      {entries.length > 0 ? (
        <Menu
          align="end"
          trigger={
            <IconButton label={t("people.actions", { name })} className="-me-2">
              <Ellipsis aria-hidden />
            </IconButton>
          }
          entries={entries}
        />
      ) : (
        <span className="-me-2 w-8 touch:w-9" />
      )}
      <Confirm
        open={removing}
        onOpenChange={setRemoving}
        title={t("people.removeTitle", { name })}
        description={t("people.removeText")}
        action={t("people.remove")}
        onConfirm={() => void remove(conversationId, person)}
      />
    </li>
  );
}

function entriesFor(
  { conversationId, person, ownRole, own }: Omit<Props, "now">,
  onRemove: () => void,
): MenuEntry[] {
  const offered = rolesToGive(ownRole, person.role);
  const entries: MenuEntry[] = [];
  if (offered.length > 0) {
    entries.push(
      { kind: "label", label: t("people.changeRole") },
      {
        kind: "choices",
        value: person.role,
        options: offered.map((value) => ({ value, label: t(`people.role.${value}`) })),
        onChoose: (role) => void changeRole(conversationId, person, role as Role),
      },
    );
  }
  if (!own && mayRemove(ownRole, person.role)) {
    entries.push(
      { kind: "separator" },
      { kind: "item", icon: UserRoundX, danger: true, label: t("people.remove"), onSelect: onRemove },
    );
  }
  return entries;
}

async function changeRole(conversationId: string, person: Participant, role: Role): Promise<void> {
  if (role === person.role) return;
  try {
    await addParticipant(conversationId, { user_id: person.user_id, role });
  } catch (error) {
    toast(asProblem(error).message);
  }
}

async function remove(conversationId: string, person: Participant): Promise<void> {
  try {
    await removeParticipant(conversationId, person.user_id);
    await refreshParticipants(conversationId);
  } catch (error) {
    toast(asProblem(error).message);
  }
}
