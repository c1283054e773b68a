import { resolve } from "node:path";
import { type OperatorRules, parseRuleEntry, type RuleEntry } from "#egress/operator-rules.ts";

/** The gateway's settings, from the environment. */
interface EgressSettings {
  /** Where the sockets are, absolute. */
  readonly dir: string;
  readonly rules: OperatorRules;
}

/** A setting that can't be used. Its message is one line for the operator. */
export class SettingsError extends Error {}

/** `sun_path` holds 108 bytes with its closing NUL (unix(7)). */
export const MAX_SOCKET_PATH_BYTES = 107;

/** The longest file name in the folder: `control.sock`; sandboxes' sockets are shorter. */
const LONGEST_NAME = "/control.sock".length;

/** Reads TACIT_EGRESS_DIR, TACIT_EGRESS_ALLOW and TACIT_EGRESS_REFUSE. Throws a SettingsError. */
export function readSettings(env: Readonly<Record<string, string | undefined>>): EgressSettings {
  const given = env.TACIT_EGRESS_DIR ?? "";
  if (given === "")
    throw new SettingsError("TACIT_EGRESS_DIR is not set: it names the folder of the gateway's sockets");
  const dir = resolve(given);
  const most = MAX_SOCKET_PATH_BYTES - LONGEST_NAME;
  if (Buffer.byteLength(dir) > most) {
    throw new SettingsError(
      `TACIT_EGRESS_DIR is too long for Unix sockets: at most ${most} bytes, choose a shorter path`,
    );
  }
  const rules = {
    allow: parseEntries("TACIT_EGRESS_ALLOW", env.TACIT_EGRESS_ALLOW),
    refuse: parseEntries("TACIT_EGRESS_REFUSE", env.TACIT_EGRESS_REFUSE),
  };
  return { dir, rules };
}

/** Entries are separated by commas or white space. */
function parseEntries(setting: string, text = ""): readonly RuleEntry[] {
  const words = text.split(/[\s,]+/).filter((word) => word !== "");
  return words.map((word, i) => {
    const entry = parseRuleEntry(word);
    if (entry !== undefined) return entry;
    // The entry is told by its place: a name may hold a secret, and this line ends in a log.
    throw new SettingsError(
      `${setting}: entry ${i + 1} is malformed; write name:port, 10.1.2.3, 10.1.2.3:80, 10.0.0.0/8, 10.0.0.0/8:80 or [::1]:80`,
    );
  });
}
