import { useQuery } from "@tanstack/react-query";
import { Plus, Users } from "lucide-react";
import { useState } from "react";
import { useTitle } from "@/shared/a11y/use-title";
import { useAccount } from "@/shared/api/account";
import { useServerName } from "@/shared/api/server";
import { t } from "@/shared/i18n";
import { Button } from "@/shared/ui/button";
import { ListState } from "@/shared/ui/list-state";
import { PageHeader } from "@/shared/ui/page-header";
import { PageBody } from "@/shared/ui/section";
import { usersQuery } from "./api";
import { CreateUserDialog } from "./create-user-dialog";
import { UserRow } from "./user-row";

export function UsersPage() {
  const { data, error, isPending, refetch } = useQuery(usersQuery);
  const account = useAccount();
  const [creating, setCreating] = useState(false);
  useTitle(t("users.title"), useServerName());
  return (
    <>
      <PageHeader title={t("users.title")}>
        <Button variant="primary" size="sm" onClick={() => setCreating(true)}>
          <Plus className="size-4" aria-hidden />
          {t("users.add")}
        </Button>
      </PageHeader>
      <PageBody>
        <p className="mb-5 text-sm text-muted">{t("users.text")}</p>
        <ListState
          pending={isPending}
          error={error}
          empty={data?.length === 0}
          onRetry={() => void refetch()}
          emptyIcon={Users}
          emptyTitle={t("users.title")}
          emptyText={t("users.text")}
        >
          <ul className="divide-y divide-line rounded-2xl border border-line bg-surface">
            {data?.map((user) => (
              <UserRow key={user.id} user={user} own={user.id === account?.id} />
            ))}
          </ul>
        </ListState>
      </PageBody>
      <CreateUserDialog open={creating} onOpenChange={setCreating} />
    </>
  );
}
