import { SearchX } from "lucide-react";
import { useState } from "react";
import { useAccount } from "@/shared/api/account";
import type { ListedUser } from "@/shared/api/types";
import { t } from "@/shared/i18n";
import { Button } from "@/shared/ui/button";
import { Empty } from "@/shared/ui/empty";
import { everybody, fits } from "./people";
import { UserFilter } from "./user-filter";
import { UserRow } from "./user-row";

/** Everybody with an account, as far as the filter lets them through. */
export function UserList({ users }: { users: readonly ListedUser[] }) {
  const [filter, setFilter] = useState(everybody);
  const account = useAccount();
  const shown = users.filter((user) => fits(user, filter));
  return (
    <>
      <UserFilter filter={filter} onChange={setFilter} />
      <p role="status" className="mb-2 mt-4 text-[0.8125rem] text-muted">
        {t("users.shown", { shown: shown.length, count: users.length })}
      </p>
      {shown.length > 0 ? (
        <ul className="divide-y divide-line rounded-2xl border border-line bg-surface">
          {shown.map((user) => (
            <UserRow key={user.id} user={user} own={user.id === account?.id} all={users} />
          ))}
        </ul>
      ) : (
        <Empty
          framed
          icon={SearchX}
          title={t("users.none")}
          action={
            <Button size="sm" onClick={() => setFilter(everybody)}>
              {t("users.showAll")}
            </Button>
          }
        />
      )}
    </>
  );
}
