import {
  Archive,
  ArchiveRestore,
  LogOut,
  Pencil,
  Settings2,
  Trash2,
  UserRoundPlus,
  UsersRound,
} from "lucide-react";
import type { Conversation } from "@/shared/api/types";
import { t } from "@/shared/i18n";
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
  const item = (icon: typeof Pencil, label: string, onSelect: () => void): MenuEntry => ({
    kind: "item",
    icon,
    label,
    onSelect,
  });
  const rules = role === "owner" || role === "admin";
  return [
    ...(rules ? [item(Pencil, t("action.rename"), onRename)] : []),
    ...(group ? [item(UsersRound, t("people.title"), () => onOpen("members", id))] : []),
    ...(rules ? [item(UserRoundPlus, t("invite.people"), () => onOpen("invite", id))] : []),
    item(Settings2, t("conversation.settings"), () => onOpen("settings", id)),
    ...(rules
      ? [
          item(
            archived ? ArchiveRestore : Archive,
            t(archived ? "conversation.unarchive" : "conversation.archive"),
            () => void setArchived(conversation, !archived),
          ),
        ]
      : []),
    ...(group ? [item(LogOut, t("people.leave"), () => onOpen("leave", id))] : []),
    ...(role === "owner"
      ? [{ kind: "item", icon: Trash2, danger: true, label: t("action.delete"), onSelect: onDelete } as const]
      : []),
  ];
}
