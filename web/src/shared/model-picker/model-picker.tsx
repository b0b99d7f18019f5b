/** Choosing a model. What draws the open list is a chunk of its own, fetched when it is reached for. */
import { lazy, type RefObject, Suspense, useState } from "react";
import type { Model } from "@/shared/api/types";
import { withTexts } from "@/shared/i18n";

export interface ModelPickerProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  /** The button that opens it: it stands there, and the focus goes back to it. */
  anchor: RefObject<HTMLElement | null>;
  chosenId: string | undefined;
  onChoose: (model: Model) => void;
  /** What the first entry says that stands for no model of its own; absent = there is none. */
  usual?: { readonly label: string; readonly onChoose: () => void };
  /** A model that is not offered. */
  except?: string | undefined;
  side?: "top" | "bottom";
}

const loadPopover = () => withTexts(import("./model-popover"), "chat");
const ModelPopover = lazy(loadPopover);

export const preloadModelPicker = () => void loadPopover();

export function ModelPicker(props: ModelPickerProps) {
  // Once it was opened it stays, so that it can close by itself.
  const [wanted, setWanted] = useState(props.open);
  if (props.open && !wanted) setWanted(true);
  if (!wanted) return null;
  return (
    <Suspense>
      <ModelPopover {...props} />
    </Suspense>
  );
}
