/**
 * Puts text on the clipboard.
 * @returns whether it worked; a browser refuses outside of https and localhost, or when the person said so
 */
export async function copyText(text: string): Promise<boolean> {
  // Typed as always there, which it is not on plain http.
  const clipboard = navigator.clipboard as Clipboard | undefined;
  if (!clipboard) return false;
  return clipboard.writeText(text).then(
    () => true,
    () => false,
  );
}
