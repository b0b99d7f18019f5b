import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useReadOnly } from "@/shared/api/account";
import { modelsQuery } from "@/shared/api/models";
import { deletedQuery, participantsQuery } from "@/shared/api/participants";
import type { Conversation, Model, Participant, User } from "@/shared/api/types";
import { t } from "@/shared/i18n";
import { mayManage, mayPost } from "@/shared/lib/rights";
import type { LiveRoom, RoomView } from "./live/room";
import { MentionText } from "./mentions/mention-text";
import type { Mentionable } from "./mentions/mentions";
import type { RoomScope } from "./room-context";
import { strangersIn } from "./strangers";

/** Gathers who is here, what can be called, and what one may do. */
export function useRoomScope(
  room: LiveRoom,
  { threads, trees }: RoomView,
  conversation: Conversation | undefined,
  account: User,
): RoomScope {
  const { data: people } = useQuery({ ...participantsQuery(room.id), select: namesIn });
  const strangers = useMemo(
    () => (people ? strangersIn({ threads, trees }, new Set(people.map((person) => person.user_id))) : []),
    [people, threads, trees],
  );
  const { data: deleted, isLoading: asking } = useQuery(deletedQuery(room.id, strangers));
  const { data: models } = useQuery(modelsQuery);
  const readOnly = useReadOnly();
  const role = conversation?.role;
  return useMemo(() => {
    const targets = targetsFrom(people ?? [], models ?? []);
    const names = new Map((people ?? []).map((person) => [person.user_id, nameOf(person)]));
    return {
      room,
      conversationId: room.id,
      accountId: account.id,
      canPost: role !== undefined && mayPost(role) && readOnly === false,
      canModerate: role !== undefined && mayManage(role) && readOnly === false,
      targets,
      nameOf: (id) => {
        const name = id && names.get(id);
        if (name) return name;
        if (id === account.id) return account.username;
        if (!people || asking) return t("person.unknown");
        return t(id && deleted?.has(id) ? "person.deleted" : "person.gone");
      },
      decorate: (text) => <MentionText text={text} targets={targets} me={account.id} />,
    };
  }, [room, account, people, deleted, asking, models, readOnly, role]);
}

type Named = Pick<Participant, "user_id" | "username" | "display_name">;

/** What messages show of people. It stays the same when somebody comes online. */
function namesIn(people: readonly Participant[]): Named[] {
  return people.map(({ user_id, username, display_name }) => ({
    user_id,
    username,
    ...(display_name && { display_name }),
  }));
}

function nameOf(person: Named): string {
  return person.display_name || person.username;
}

function targetsFrom(people: readonly Named[], models: readonly Model[]): Mentionable[] {
  return [
    ...people.map(
      (person): Mentionable => ({
        kind: "person",
        id: person.user_id,
        name: person.username,
        aliases: [],
        label: nameOf(person),
      }),
    ),
    ...(models.length > 0
      ? [
          {
            kind: "assistant",
            id: "assistant",
            name: "assistant",
            aliases: [],
            label: t("message.assistant"),
          } as const,
        ]
      : []),
    ...models.map(
      (model): Mentionable => ({
        kind: "model",
        id: model.id,
        name: model.display_name,
        aliases: [model.upstream_id],
        label: model.display_name,
      }),
    ),
  ];
}
