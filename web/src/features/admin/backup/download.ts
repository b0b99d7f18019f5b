import { request } from "@/shared/api/http";
import { problemFrom } from "@/shared/api/problem";
import { saveFile } from "@/shared/lib/save-file";

/** Where browsers can write a file bit by bit. It has no place in TypeScript's own types. */
interface Picker {
  showSaveFilePicker?: (options: { suggestedName: string }) => Promise<{
    createWritable: () => Promise<WritableStream<Uint8Array>>;
  }>;
}

interface Options {
  /** Encrypts the file; empty for one that is not encrypted. */
  passphrase: string;
  onProgress: (bytes: number) => void;
  signal: AbortSignal;
}

/** The name of a backup that is made now, as the server names it. */
export function fileName(now: Date, encrypted: boolean): string {
  const [day = "", time = ""] = now.toISOString().split("T");
  return `rustygpt-backup-${day.replaceAll("-", "")}-${time.slice(0, 8).replaceAll(":", "")}.zip${encrypted ? ".age" : ""}`;
}

/** Has a backup made and keeps it in a file. Where the person chooses the place, it goes there as it comes. */
export async function downloadBackup({ passphrase, onProgress, signal }: Options): Promise<void> {
  const name = fileName(new Date(), passphrase !== "");
  // First of all: browsers ask for a place right after a click only.
  const place = await (window as Picker).showSaveFilePicker?.({ suggestedName: name });
  const response = await request("/api/v1/admin/data/export", {
    method: "POST",
    signal,
    ...(passphrase && {
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ passphrase }),
    }),
  });
  if (!response.ok || !response.body)
    throw await problemFrom(response, await response.json().catch(() => null));
  const counted = response.body.pipeThrough(counting(onProgress));
  if (place) return counted.pipeTo(await place.createWritable(), { signal });
  // A blob may be larger than the memory: browsers keep it on the disk then.
  saveFile(name, await new Response(counted).blob());
}

function counting(onProgress: (bytes: number) => void): TransformStream<Uint8Array, Uint8Array> {
  let bytes = 0;
  return new TransformStream({
    transform(piece, controller) {
      bytes += piece.length;
      onProgress(bytes);
      controller.enqueue(piece);
    },
  });
}
