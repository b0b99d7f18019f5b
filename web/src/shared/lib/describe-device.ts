/** A browser and a system that people recognise, from a User-Agent header. */
export function describeDevice(agent: string): string {
  const browser = first(agent, [
    [/Edg\//, "Edge"],
    [/OPR\//, "Opera"],
    [/Firefox\//, "Firefox"],
    [/HeadlessChrome|Chrome\//, "Chrome"],
    [/Safari\//, "Safari"],
  ]);
  const system = first(agent, [
    [/iPhone|iPad/, "iOS"],
    [/Android/, "Android"],
    [/Windows/, "Windows"],
    [/Mac OS X/, "macOS"],
    [/Linux/, "Linux"],
  ]);
  if (browser && system) return `${browser} · ${system}`;
  return browser || agent.split(/[\s(]/)[0] || "";
}

function first(agent: string, names: [RegExp, string][]): string {
  return names.find(([pattern]) => pattern.test(agent))?.[1] ?? "";
}
