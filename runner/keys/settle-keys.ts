// Guards the moment at which keys are made: only for a database that has never had any, so that no start can lose what is sealed.

import { KeyError } from "#lib/keys/key-error.ts";
import { readKeyText } from "#lib/keys/read-key-text.ts";
import { proveSealingKey, type KeyCheck } from "#lib/keys/sealing-check.ts";
import { encodeSealingKey, parseSealingKey, SEALING_SOURCE } from "#lib/keys/sealing-format.ts";
import { generateKeyTexts } from "#runner/keys/generate.ts";
import { keyFileExists, keyFilesIn, writeKeyFiles } from "#runner/keys/key-files.ts";
import { makeKeyCheck, proveOpeningKey } from "#runner/keys/opening-check.ts";
import { OPENING_SOURCE, parseOpeningRing } from "#runner/keys/opening-ring.ts";

/** What is known before the keys are looked at. */
export type KeySituation = Readonly<{
  /** All of key_checks. */
  rows: readonly KeyCheck[];
  /** Whether anything is sealed in this database. */
  holdsSealedValues: boolean;
  dataDir: string;
  env: Readonly<Record<string, string | undefined>>;
}>;

/** "proven": the keys are the database's. "made" and "adopted": `check` has to be written to key_checks now. */
export type SettledKeys = Readonly<{ outcome: "proven" } | { outcome: "made" | "adopted"; check: KeyCheck }>;

/**
 * Proves the keys against the database or, where it has never had any, makes them – or adopts whole ones that are already there: of a start that was
 * killed between files and database, or of an operator who brought them. Each half comes from its settings, else from the data folder.
 * Throws KeyError, and has then written nothing, in every other case.
 */
export async function settleKeys(situation: KeySituation): Promise<SettledKeys> {
  const { rows, env } = situation;
  if (rows.length === 0 && situation.holdsSealedValues) {
    throw new KeyError("The database holds sealed values but no key check: restore it whole from a backup.");
  }
  const made = rows.length === 0 && (await makeMissing(situation));
  const files = keyFilesIn(situation.dataDir);
  const sealing = await parseSealingKey(await readKeyText(SEALING_SOURCE, env, files.sealing));
  const ring = await parseOpeningRing(await readKeyText(OPENING_SOURCE, env, files.opening));
  if (rows.length > 0) {
    proveSealingKey(sealing, rows);
    await proveOpeningKey(ring, rows);
    return { outcome: "proven" };
  }
  if (sealing.keyId !== ring.current.keyId) {
    throw new KeyError(
      `The two halves of the keys don't belong together: sealing key ${sealing.keyId}, opening key ${ring.current.keyId}.`,
    );
  }
  const check = await makeKeyCheck(sealing);
  await proveOpeningKey(ring, [check]);
  return { outcome: made ? "made" : "adopted", check };
}

/** Writes the key files that a database without any needs; true when the keys are new. */
async function makeMissing({ dataDir, env }: KeySituation): Promise<boolean> {
  const settings = [SEALING_SOURCE, OPENING_SOURCE].flatMap((source) => [
    source.fileSetting,
    source.textSetting,
  ]);
  // The operator brings the keys: nothing is made beside them.
  if (settings.some((setting) => (env[setting] ?? "").trim() !== "")) return false;

  const files = keyFilesIn(dataDir);
  const hasOpening = await keyFileExists(files.opening);
  const hasSealing = await keyFileExists(files.sealing);
  if (!hasOpening && !hasSealing) {
    const texts = await generateKeyTexts();
    // The opening half first: the other can be made from it, should this be interrupted between the two.
    await writeKeyFiles(files.directory, [
      { name: "opening.json", text: texts.opening },
      { name: "sealing.json", text: texts.sealing },
    ]);
    return true;
  }
  if (hasOpening && !hasSealing) {
    const ring = await parseOpeningRing(await readKeyText(OPENING_SOURCE, env, files.opening));
    await writeKeyFiles(files.directory, [{ name: "sealing.json", text: encodeSealingKey(ring.current) }]);
  }
  return false;
}
