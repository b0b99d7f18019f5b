import { expect, it, vi } from "vitest";
import { makeParticipant } from "@/testing/make";
import { client } from "./client";
import { participantsQuery, putPresence } from "./participants";
import { queryClient } from "./query";

it("knows who came while the list was read", async () => {
  let answer: (answered: unknown) => void = () => undefined;
  vi.spyOn(client, "GET").mockReturnValue(
    new Promise((resolve) => {
      answer = resolve;
    }) as never,
  );
  const reading = queryClient.fetchQuery(participantsQuery("c1"));
  putPresence("u1", "online", "2026-03-01T10:00:00Z");
  answer({
    data: { participants: [makeParticipant({ presence: "offline" })] },
    response: new Response(),
  });
  expect(await reading).toMatchObject([{ user_id: "u1", presence: "online" }]);
});
