import type { Model } from "@/shared/api/types";
import { ModelFacts } from "@/shared/ui/model-facts";
import { ModelControls } from "./model-controls";
import { ModelName } from "./model-name";

/** The models where there is no room for a table. */
export function ModelCards({ models }: { models: readonly Model[] }) {
  return (
    <ul className="flex flex-col gap-2.5">
      {models.map((model) => (
        <li
          key={model.id}
          className="flex items-start gap-2 rounded-2xl border border-line bg-surface py-3 ps-4 pe-2.5"
        >
          <div className="min-w-0 flex-1">
            <ModelName model={model} />
            <ModelFacts model={model} withProvider className="mt-1.5" />
          </div>
          <ModelControls model={model} />
        </li>
      ))}
    </ul>
  );
}
