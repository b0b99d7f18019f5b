const encryptedMark = "age-encryption.org/v1";
const zipMark = "PK\u0003\u0004";

/** What a file says of itself in its first bytes; null when it is no backup. */
export function kindOf(head: string): "plain" | "encrypted" | null {
  if (head.startsWith(encryptedMark)) return "encrypted";
  return head.startsWith(zipMark) ? "plain" : null;
}

/** As many bytes as kindOf needs, one character each. */
export async function headOf(file: Blob): Promise<string> {
  const bytes = new Uint8Array(await file.slice(0, encryptedMark.length).arrayBuffer());
  return String.fromCharCode(...bytes);
}
