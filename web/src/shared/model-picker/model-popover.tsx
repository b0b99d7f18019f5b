/** The open model picker. It is a chunk of its own: see model-picker.tsx. */
import { useQuery } from "@tanstack/react-query";
import { Popover } from "radix-ui";
import { type RefObject, useRef } from "react";
import { modelsQuery } from "@/shared/api/models";
import { asProblem } from "@/shared/api/problem";
import { t } from "@/shared/i18n";
import { isTouch } from "@/shared/lib/media";
import { Button } from "@/shared/ui/button";
import { Spinner } from "@/shared/ui/spinner";
import { ModelList } from "./model-list";
import type { ModelPickerProps } from "./model-picker";

/** While models are missing the list is read again; their providers may be back. */
const watchMs = 3_000;

export default function ModelPopover({
  open,
  onOpenChange,
  anchor,
  side = "top",
  ...choice
}: ModelPickerProps) {
  const opener = useRef<Element | null>(null);
  const inAnchor = (target: EventTarget | null) => target instanceof Node && anchor.current?.contains(target);
  return (
    <Popover.Root open={open} onOpenChange={onOpenChange}>
      <Popover.Anchor virtualRef={anchor as RefObject<HTMLElement>} />
      <Popover.Portal>
        <Popover.Content
          align="start"
          side={side}
          sideOffset={8}
          collisionPadding={12}
          aria-label={t("model.choose")}
          onOpenAutoFocus={(event) => {
            opener.current = document.activeElement;
            if (isTouch()) event.preventDefault();
          }}
          onCloseAutoFocus={(event) => {
            event.preventDefault();
            // A click does not give buttons the focus in every browser.
            const back = opener.current === document.body ? anchor.current : opener.current;
            if (back instanceof HTMLElement) back.focus();
          }}
          // The button itself closes what it opened.
          onInteractOutside={(event) => inAnchor(event.target) && event.preventDefault()}
          className="z-50 flex max-h-[min(30rem,var(--radix-popover-content-available-height))] w-[min(26rem,calc(100vw-1.5rem))] animate-pop flex-col overflow-hidden rounded-2xl bg-surface shadow-pop outline-hidden"
        >
          <Content {...choice} onDone={() => onOpenChange(false)} />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

type ContentProps = Pick<ModelPickerProps, "chosenId" | "onChoose" | "usual" | "except"> & {
  onDone: () => void;
};

function Content({ except, onDone, onChoose, usual, ...rest }: ContentProps) {
  const { data, error, refetch } = useQuery({
    ...modelsQuery,
    refetchOnMount: "always",
    refetchInterval: ({ state }) => (state.data?.some((model) => !model.available) ? watchMs : false),
  });
  if (error && !data) {
    return (
      <div role="alert" className="flex flex-col items-start gap-3 p-4 text-sm text-muted">
        {asProblem(error).message}
        <Button size="sm" onClick={() => void refetch()}>
          {t("action.retry")}
        </Button>
      </div>
    );
  }
  if (!data) return <Spinner className="m-4 size-5 text-faint" />;
  return (
    <ModelList
      {...rest}
      models={data.filter((model) => model.id !== except)}
      outdated={error !== null}
      onChoose={(model) => {
        onDone();
        onChoose(model);
      }}
      usual={
        usual && {
          label: usual.label,
          onChoose: () => {
            onDone();
            usual.onChoose();
          },
        }
      }
    />
  );
}
