import { readKeyText } from "#lib/keys/read-key-text.ts";
import { keyFilesIn } from "#runner/keys/key-files.ts";
import { OPENING_SOURCE, parseOpeningRing } from "#runner/keys/opening-ring.ts";

/**
 * The opening keys as one line of text, which another machine's runner takes as TACIT_OPENING_KEY. Whoever holds it can open every secret.
 * Throws KeyError unless the keys are whole.
 */
export async function exportRunnerBundle(
  dataDir: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<string> {
  const text = await readKeyText(OPENING_SOURCE, env, keyFilesIn(dataDir).opening);
  await parseOpeningRing(text);
  if (!text.text.startsWith("{")) return text.text;
  return Buffer.from(JSON.stringify(JSON.parse(text.text))).toString("base64url");
}
