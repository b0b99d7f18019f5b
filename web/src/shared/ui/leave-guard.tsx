import { useBlocker } from "@tanstack/react-router";
import { Confirm } from "./confirm";

interface Props {
  /** Whether something would be lost. */
  active: boolean;
  title: string;
  text: string;
  /** What leaving does. */
  action: string;
}

/** Asks before a page is left, closed or loaded again. */
export function LeaveGuard({ active, title, text, action }: Props) {
  const blocker = useBlocker({
    // Another place of the same page loses nothing.
    shouldBlockFn: ({ current, next }) => active && current.pathname !== next.pathname,
    enableBeforeUnload: active,
    withResolver: true,
  });
  return (
    <Confirm
      open={blocker.status === "blocked"}
      // It closes before it confirms, and the first answer counts.
      onOpenChange={(open) => !open && queueMicrotask(() => blocker.reset?.())}
      title={title}
      description={text}
      action={action}
      onConfirm={() => blocker.proceed?.()}
    />
  );
}
