import { changeModelPreferences, withPin } from "@/shared/lib/model-preferences";

export function togglePin(accountId: string, modelId: string): void {
  changeModelPreferences(accountId, (before) => withPin(before, modelId, !before.pinned.includes(modelId)));
}

/** Makes a model the one that new chats begin with, or leaves that to the server again. */
export function toggleUsual(accountId: string, modelId: string): void {
  changeModelPreferences(accountId, (before) => ({
    ...before,
    usual: before.usual === modelId ? null : modelId,
  }));
}
