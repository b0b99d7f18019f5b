// What the walks type where secrets are asked for, and the proof that the server
// keeps it out of its log.
export const password = "correct horse battery";
export const apiKey = "sk-planted-key";
export const passphrase = "planted passphrase";

/** What proves a login or an invitation: 32 bytes in base64url, standing alone. */
const token = /(?<![\w-])[\w-]{43}(?![\w-])/;

export function checkLog(lines) {
  // The setup token is for whoever sees the console.
  for (const line of lines.filter((l) => !l.includes("setup token: "))) {
    if ([password, apiKey, passphrase].some((secret) => line.includes(secret)) || token.test(line))
      throw new Error(`the server's log holds a secret: ${line}`);
  }
}
