import { queryOptions } from "@tanstack/react-query";
import { client, unwrap } from "@/shared/api/client";
import { asProblem } from "@/shared/api/problem";
import type { RestoreReport } from "@/shared/api/types";
import { upload } from "@/shared/api/upload";

/** How the last restore went; null when there was none. */
export const restoreQuery = queryOptions({
  queryKey: ["admin", "restore"],
  queryFn: async (): Promise<RestoreReport | null> => {
    try {
      return await unwrap(client.GET("/api/v1/admin/data/restore"));
    } catch (error) {
      if (asProblem(error).status === 404) return null;
      throw error;
    }
  },
});

/** A backup that was chosen to be restored. */
export interface Chosen {
  file: File;
  encrypted: boolean;
  /** What opens it, as far as it was typed. */
  passphrase: string;
}

/** Has the server examine a backup. Once it took it, it starts again to restore it. */
export async function sendBackup(
  { file, encrypted, passphrase }: Chosen,
  options: Parameters<typeof upload>[2],
): Promise<void> {
  const form = new FormData();
  if (encrypted) form.append("passphrase", passphrase);
  form.append("backup", file);
  await upload("/api/v1/admin/data/import", form, options);
}
