import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { RefreshCw, ScrollText } from "lucide-react";
import { useState } from "react";
import { t } from "@/shared/i18n";
import { Button, IconButton } from "@/shared/ui/button";
import { ListState } from "@/shared/ui/list-state";
import { Page } from "@/shared/ui/page";
import { auditQuery } from "./api";
import { EntryRow } from "./entry-row";
import { ExportMenu } from "./export-menu";
import { everything } from "./filter";
import { FilterBar } from "./filter-bar";

export function AuditPage() {
  const [filter, setFilter] = useState(everything);
  const { data, error, isPending, isFetching, isFetchingNextPage, hasNextPage, fetchNextPage, refetch } =
    useInfiniteQuery({ ...auditQuery(filter), placeholderData: keepPreviousData });
  const entries = data?.pages.flatMap((page) => page.entries) ?? [];
  const filtered = Object.values(filter).some((value) => value !== "");
  return (
    <Page
      title={t("audit.title")}
      text={t("audit.text")}
      tools={
        <>
          <IconButton large label={t("audit.refresh")} onClick={() => void refetch()} aria-busy={isFetching}>
            <RefreshCw aria-hidden className={isFetching ? "animate-spin" : undefined} />
          </IconButton>
          <ExportMenu filter={filter} />
        </>
      }
    >
      <FilterBar filter={filter} onChange={setFilter} />
      <ListState
        pending={isPending}
        error={error}
        empty={entries.length === 0}
        onRetry={() => void refetch()}
        emptyIcon={ScrollText}
        emptyTitle={t(filtered ? "audit.noMatch" : "audit.empty")}
        emptyText={t(filtered ? "audit.noMatchText" : "audit.emptyText")}
      >
        <ul className="divide-y divide-line overflow-hidden rounded-2xl border border-line bg-surface">
          {entries.map((entry) => (
            <EntryRow key={entry.id} entry={entry} />
          ))}
        </ul>
      </ListState>
      {hasNextPage && (
        <div className="mt-4 flex justify-center">
          <Button busy={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            {t("audit.older")}
          </Button>
        </div>
      )}
    </Page>
  );
}
