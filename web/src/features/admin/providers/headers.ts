/** Request headers as people write them, one "Name: value" on each line. */
export function parseHeaders(text: string): Record<string, string> | null {
  const headers: Record<string, string> = {};
  for (const line of text.split("\n")) {
    if (line.trim() === "") continue;
    const colon = line.indexOf(":");
    const name = line.slice(0, colon).trim();
    if (colon < 1 || name === "") return null;
    headers[name] = line.slice(colon + 1).trim();
  }
  return headers;
}
