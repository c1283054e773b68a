// Guards the write-only rule from the other side: the only function that gives a secret's value, in the only process that has the key.
// Nothing in app/, components/ or lib/ may reach this file, even through others; a test of the import boundaries holds that.

import { encodeAad, INFO, type SecretBinding } from "#lib/secrets/binding.ts";
import type { OpeningRing } from "#runner/keys/opening-ring.ts";
import { openEnvelope } from "#runner/open-envelope.ts";

/**
 * A sealed value that did not open: damaged, moved to another row, planted, or sealed under a key that this runner does not hold. It has no cause and
 * no details, so that it can be shown and logged, and tells an attacker nothing about how far a forgery came.
 */
export class OpenSecretError extends Error {
  constructor() {
    super("The sealed value could not be opened.");
    this.name = "OpenSecretError";
  }
}

/**
 * The value that was sealed to exactly this binding and key. Fails closed: OpenSecretError in every other case, never an empty or partial value.
 * `binding` is what the row in the database says of itself; `keyId` is the row's key id.
 */
export async function openSecret(
  ring: OpeningRing,
  binding: SecretBinding & Readonly<{ keyId: string }>,
  envelope: Uint8Array,
): Promise<string> {
  try {
    return await openEnvelope(ring, binding.keyId, INFO.secretValue, encodeAad(binding), envelope);
  } catch {
    throw new OpenSecretError();
  }
}
