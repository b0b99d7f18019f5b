/** Uploads whose progress is shown: fetch cannot tell how far a body has come. */
import { cookie } from "./http";
import { asProblem, problemFrom } from "./problem";

interface Options {
  onProgress: (sent: number, total: number) => void;
  signal: AbortSignal;
}

/**
 * Sends a form. A refusal is thrown as a Problem, an abort as the signal's
 * reason. The login is not refreshed on the way: call the server before.
 */
export function upload(path: string, form: FormData, { onProgress, signal }: Options): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", path);
    request.setRequestHeader("X-CSRF-TOKEN", cookie("CSRF-TOKEN") ?? "");
    request.upload.onprogress = (event) => onProgress(event.loaded, event.total);
    request.onload = () => (request.status < 300 ? resolve() : void refusal(request).then(reject));
    request.onerror = () => reject(asProblem(null));
    request.onabort = () => reject(signal.reason);
    signal.addEventListener("abort", () => request.abort());
    request.send(form);
  });
}

function refusal(request: XMLHttpRequest): Promise<Error> {
  const wait = request.getResponseHeader("Retry-After");
  const response = new Response(null, {
    status: request.status,
    headers: wait ? { "Retry-After": wait } : {},
  });
  return problemFrom(response, parsed(request.responseText));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
