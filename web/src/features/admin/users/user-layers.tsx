import type { ListedUser } from "@/shared/api/types";
import { t } from "@/shared/i18n";
import { ChangeDialog } from "./change-dialog";
import { DeleteUserDialog } from "./delete-user-dialog";
import { EditUserDialog } from "./edit-user-dialog";
import { ObstacleDialog } from "./obstacle-dialog";
import { isLastAdministrator, nameOf } from "./people";
import { ResetPasswordDialog } from "./reset-password-dialog";
import { SessionsDialog } from "./sessions-dialog";

export type Layer = "edit" | "sessions" | "reset" | "promote" | "demote" | "disable" | "enable" | "delete";

interface Props {
  user: ListedUser;
  own: boolean;
  all: readonly ListedUser[];
  layer: Layer | null;
  onClose: () => void;
}

/** What is open over the list about somebody. */
export function UserLayers({ user, own, all, layer, onClose }: Props) {
  const leaves = layer === "demote" || layer === "disable" || layer === "delete";
  if (leaves && isLastAdministrator(user, all))
    return (
      <ObstacleDialog
        title={t("users.lastTitle", { name: nameOf(user) })}
        text={t("users.lastText")}
        onClose={onClose}
      />
    );
  switch (layer) {
    case null:
      return null;
    case "edit":
      return <EditUserDialog user={user} onClose={onClose} />;
    case "sessions":
      return <SessionsDialog user={user} own={own} onClose={onClose} />;
    case "reset":
      return <ResetPasswordDialog user={user} onClose={onClose} />;
    case "delete":
      return own ? (
        <ObstacleDialog title={t("users.ownTitle")} text={t("users.ownText")} onClose={onClose} />
      ) : (
        <DeleteUserDialog user={user} all={all} onClose={onClose} />
      );
    default:
      return <ChangeDialog user={user} own={own} change={layer} onClose={onClose} />;
  }
}
