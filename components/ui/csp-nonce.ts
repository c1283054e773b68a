/**
 * The nonce of the document that is loaded, for style sheets made in the browser (a code editor's, the scroll lock's).
 * Read from the document and not from props: later server renders carry other nonces, but the browser holds on to the first.
 * @returns an empty string where there is none (on the server)
 */
export function documentNonce(): string {
  if (typeof document === "undefined") return "";
  return document.querySelector<HTMLScriptElement>("script[nonce]")?.nonce ?? "";
}
