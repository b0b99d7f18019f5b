import { useNavigate } from "@tanstack/react-router";
import { type RefObject, useCallback, useLayoutEffect, useRef } from "react";
import type { Message } from "@/shared/api/types";
import type { Tree } from "../live/state";
import { useRoom } from "../room-context";
import { isAnswer } from "./fold";
import type { ThreadState } from "./use-thread-state";

/**
 * Brings a message into sight: unfolds what hides it, and goes to the view that
 * has it when it is too deep for this one.
 */
export function useReveal(
  scroller: RefObject<HTMLElement | null>,
  tree: Tree,
  { scope }: ThreadState,
  target: string | null,
): (messageId: string) => void {
  const { conversationId } = useRoom();
  const navigate = useNavigate();
  /** What is about to appear. */
  const wanted = useRef<string | null>(null);
  const current = useRef(tree);
  current.current = tree;

  const find = useCallback(
    (id: string) => scroller.current?.querySelector(`[data-message-id="${id}"]`),
    [scroller],
  );
  const show = useCallback(
    (id: string) => {
      const element = find(id);
      element?.scrollIntoView({ block: "center" });
      return Boolean(element);
    },
    [find],
  );
  const reveal = useCallback(
    (id: string) => {
      if (show(id)) return;
      const line = lineTo(current.current.messages, id);
      scope.unfold(line.map((message) => message.id));
      for (const message of line) if (isAnswer(message)) scope.choose(message, message.id);
      wanted.current = id;
    },
    [show, scope],
  );
  useLayoutEffect(() => {
    const id = wanted.current;
    if (!id) return;
    wanted.current = null;
    if (show(id)) return;
    const search = { thread: current.current.rootId, message: id };
    void navigate({ to: "/chats/$conversationId", params: { conversationId }, search });
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, for an address that leads to what is folded
  useLayoutEffect(() => {
    const known = target !== null && tree.messages.some((message) => message.id === target);
    if (known && !find(target)) reveal(target);
  }, []);
  return reveal;
}

/** From the top of a list to a message in it. */
function lineTo(messages: readonly Message[], id: string): Message[] {
  const byId = new Map(messages.map((message) => [message.id, message]));
  const line: Message[] = [];
  for (let at = byId.get(id); at; at = at.parent_id ? byId.get(at.parent_id) : undefined) line.unshift(at);
  return line;
}
