import type { Model } from "@/shared/api/types";

/** Whether a model comes from the configuration file or is built in, and can only be changed there. */
export function isFixed(model: Model): boolean {
  return model.source === "config" || model.source === "builtin";
}
