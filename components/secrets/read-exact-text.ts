const MAX_BYTES = 65_536;

type ExactText =
  { readonly ok: true; readonly text: string } | { readonly ok: false; readonly message: string };

/** A file's bytes as text that encodes to the same bytes again: a byte order mark and CRLF stay. Anything but UTF-8 is refused. */
export async function readExactText(file: Blob): Promise<ExactText> {
  if (file.size > MAX_BYTES) {
    return {
      ok: false,
      message:
        "The file is larger than 64 KiB, the most that a secret can hold. What was here before is kept.",
    };
  }
  if (file.size === 0) {
    return { ok: false, message: "The file is empty. Choose another one." };
  }
  try {
    return {
      ok: true,
      text: new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(await file.arrayBuffer()),
    };
  } catch {
    return {
      ok: false,
      message: "The file isn't text in UTF-8. Encode it as Base64 first and choose the result.",
    };
  }
}
