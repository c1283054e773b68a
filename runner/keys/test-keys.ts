import { parseSealingKey, type SealingKey } from "#lib/keys/sealing-format.ts";
import { generateKeyTexts } from "#runner/keys/generate.ts";
import { parseOpeningRing, type OpeningRing } from "#runner/keys/opening-ring.ts";

/** A new, real set of keys for a test: both halves, as web and runner would load them. */
export async function makeTestKeys(): Promise<{ sealing: SealingKey; ring: OpeningRing }> {
  const texts = await generateKeyTexts();
  return {
    sealing: await parseSealingKey({ text: texts.sealing, origin: "test" }),
    ring: await parseOpeningRing({ text: texts.opening, origin: "test" }),
  };
}
