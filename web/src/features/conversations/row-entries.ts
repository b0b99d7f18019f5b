import {
  Archive,
  ArchiveRestore,
  LogOut,
  type LucideIcon,
  Pencil,
  Settings2,
  Trash2,
  UserRoundPlus,
  UsersRound,
} from "lucide-react";
import type { Conversation } from "@/shared/api/types";
import { t } from "@/shared/i18n";
import { mayManage } from "@/shared/lib/rights";
import type { MenuEntry } from "@/shared/ui/menu";
import { setArchived } from "./actions";
import type { OpenLayer } from "./open-layer";

interface Deeds {
  onOpen: OpenLayer;
  onRename: () => void;
  onDelete: () => void;
}

/** What the person may do with a conversation in the list. */
export function rowEntries(conversation: Conversation, { onOpen, onRename, onDelete }: Deeds): MenuEntry[] {
  const { id, role, is_group: group, archived_at: archived } = conversation;
  const manages = mayManage(role);
  const item = (icon: LucideIcon, label: string, onSelect: () => void): MenuEntry => ({
    kind: "item",
    icon,
    label,
    onSelect,
  });
  const entries = [
    manages && item(Pencil, t("action.rename"), onRename),
    group && item(UsersRound, t("people.title"), () => onOpen("members", id)),
    manages && item(UserRoundPlus, t("invite.people"), () => onOpen("invite", id)),
    item(Settings2, t("conversation.settings"), () => onOpen("settings", id)),
    manages &&
      (archived
        ? item(ArchiveRestore, t("conversation.unarchive"), () => void setArchived(conversation, false))
        : item(Archive, t("conversation.archive"), () => void setArchived(conversation, true))),
    group && item(LogOut, t("people.leave"), () => onOpen("leave", id)),
    role === "owner" && { ...item(Trash2, t("action.delete"), onDelete), danger: true },
  ];
  return entries.filter((entry) => entry !== false);
}
