import { useQuery } from "@tanstack/react-query";
import { UsersRound } from "lucide-react";
import { participantsQuery } from "@/shared/api/participants";
import { t } from "@/shared/i18n";

interface Props {
  conversationId: string;
  onOpen: () => void;
}

/** How many people are in a conversation and whether others are there; opens the list of them. */
export function PeopleButton({ conversationId, onOpen }: Props) {
  const { data: people } = useQuery(participantsQuery(conversationId));
  const online = people?.filter((person) => person.presence === "online").length ?? 0;
  const label = people
    ? `${t("people.count", { count: people.length })}, ${t("people.online", { count: online })}`
    : t("people.title");
  return (
    <button
      type="button"
      aria-label={label}
      title={label}
      onClick={onOpen}
      className="relative flex h-10 shrink-0 items-center gap-1.5 rounded-lg px-2.5 text-sm font-medium tabular-nums text-muted transition-colors hoverable:hover:bg-hover hoverable:hover:text-text"
    >
      <span className="relative">
        <UsersRound className="size-5" aria-hidden />
        {online > 1 && (
          <span className="absolute -end-0.5 -top-0.5 size-2 rounded-full bg-good ring-2 ring-bg" />
        )}
      </span>
      {people?.length}
    </button>
  );
}
