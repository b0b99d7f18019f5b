import { setNonce } from "get-nonce";

/** Lets the dialogs' scroll lock add its style element under the content security policy. */
export function applyNonce(): void {
  const meta = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]');
  if (meta?.nonce) setNonce(meta.nonce);
}
