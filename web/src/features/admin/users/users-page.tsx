import { useQuery } from "@tanstack/react-query";
import { Link2, Plus } from "lucide-react";
import { useState } from "react";
import { t } from "@/shared/i18n";
import { Arriving } from "@/shared/ui/arriving";
import { Button } from "@/shared/ui/button";
import { Page } from "@/shared/ui/page";
import { AccountInvitations } from "./account-invitations";
import { usersQuery } from "./api";
import { CreateUserDialog } from "./create-user-dialog";
import { InviteDialog } from "./invite-dialog";
import { UserList } from "./user-list";

export function UsersPage() {
  const { data, error, refetch } = useQuery(usersQuery);
  const [adding, setAdding] = useState<"invite" | "create" | null>(null);
  const close = () => setAdding(null);
  return (
    <>
      <Page
        title={t("users.title")}
        text={t("users.text")}
        tools={
          <>
            <Button size="sm" onClick={() => setAdding("create")}>
              <Plus className="size-4" aria-hidden />
              <span className="max-sm:sr-only">{t("users.add")}</span>
            </Button>
            <Button variant="primary" size="sm" onClick={() => setAdding("invite")}>
              <Link2 className="size-4" aria-hidden />
              {t("users.invite")}
            </Button>
          </>
        }
      >
        {data ? <UserList users={data} /> : <Arriving error={error} onRetry={() => void refetch()} />}
        {data && <AccountInvitations />}
      </Page>
      <CreateUserDialog open={adding === "create"} onClose={close} />
      <InviteDialog open={adding === "invite"} onClose={close} />
    </>
  );
}
