import type { Typist } from "../live/state";
import { typingText } from "../live/typing-text";
import { useRoom } from "../room-context";

interface Props {
  typists: readonly Typist[];
  rootId: string;
}

/** Who types in this thread. Its place is always there, so that nothing jumps. */
export function TypingLine({ typists, rootId }: Props) {
  const { accountId, nameOf } = useRoom();
  const names = typists
    .filter((typist) => typist.rootId === rootId && typist.userId !== accountId)
    .map((typist) => nameOf(typist.userId));
  return (
    <p className="flex h-6 items-center gap-1.5 px-2 text-xs text-muted">
      {names.length > 0 && (
        <>
          <span className="flex gap-0.5" aria-hidden>
            {[0, 1, 2].map((dot) => (
              <span
                key={dot}
                className="size-1 animate-breathe rounded-full bg-current"
                style={{ animationDelay: `${dot * 0.18}s` }}
              />
            ))}
          </span>
          <span className="truncate">{typingText(names)}</span>
        </>
      )}
    </p>
  );
}
