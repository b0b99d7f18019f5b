import type { Model } from "@/shared/api/types";
import { t } from "@/shared/i18n";
import { prices, shortTokens } from "@/shared/lib/model-facts";
import { Capabilities } from "@/shared/ui/model-facts";
import { ModelControls } from "./model-controls";
import { ModelName } from "./model-name";

const head = "px-3 py-2.5 text-start text-xs font-medium text-muted";
const cell = "px-3 py-2.5 align-middle text-[0.8125rem]";

export function ModelTable({ models }: { models: readonly Model[] }) {
  return (
    <div className="overflow-x-auto rounded-2xl border border-line bg-surface">
      <table className="w-full border-collapse">
        <thead className="border-b border-line">
          <tr>
            <th scope="col" className={`${head} w-2/5 ps-4`}>
              {t("models.model")}
            </th>
            <th scope="col" className={head}>
              {t("models.provider")}
            </th>
            <th scope="col" className={head}>
              {t("models.context")}
            </th>
            <th scope="col" className={head}>
              {t("models.prices")}
            </th>
            <th scope="col" className={head}>
              {t("models.capabilities")}
            </th>
            <th scope="col" className={`${head} pe-4 text-end`}>
              {t("models.offered")}
            </th>
          </tr>
        </thead>
        <tbody className="divide-y divide-line">
          {models.map((model) => (
            <ModelRow key={model.id} model={model} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function ModelRow({ model }: { model: Model }) {
  const unknown = <span className="text-muted">–</span>;
  return (
    <tr>
      <th scope="row" className={`${cell} ps-4 text-start font-normal`}>
        <ModelName model={model} />
      </th>
      <td className={cell}>
        {model.provider_name}
        <span className="block text-xs text-muted">{t(model.local ? "model.local" : "model.remote")}</span>
      </td>
      <td className={`${cell} whitespace-nowrap`}>
        {model.context_size === null ? unknown : shortTokens(model.context_size)}
      </td>
      <td className={`${cell} whitespace-nowrap`}>
        {prices(model.input_price, model.output_price) ?? unknown}
      </td>
      <td className={cell}>
        {model.capabilities.length === 0 ? (
          unknown
        ) : (
          <span className="flex flex-wrap gap-x-2.5 gap-y-1 text-xs">
            <Capabilities model={model} />
          </span>
        )}
      </td>
      <td className={`${cell} pe-2.5`}>
        <ModelControls model={model} />
      </td>
    </tr>
  );
}
