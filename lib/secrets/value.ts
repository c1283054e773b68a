import { MAX_VALUE_BYTES } from "#lib/secrets/padding.ts";

/** Bullets, blocks and stars: how programs draw a value that they hide. */
const MASK = /^[\s*•●∙·⋅◦○▪■□█▓▒░…]+$/u;
/** How Tacit marks a value that it took out of a log. */
const REDACTION_MARK = /^\[[A-Za-z_][A-Za-z0-9_]{0,99}\]$/;

/**
 * Whether a text can be a secret's value. The bytes are kept exactly, so nothing is trimmed or repaired here: what can't be kept is refused.
 * The message is for the person who typed it and never repeats any of it.
 */
export function checkSecretValue(value: string): { ok: true } | { ok: false; message: string } {
  const refuse = (message: string): { ok: false; message: string } => ({ ok: false, message });
  if (value === "") return refuse("Enter a value.");
  if (isTooLong(value))
    return refuse("The value is longer than 64 KiB (65,536 bytes), the most that a secret can hold.");
  if (!value.isWellFormed()) {
    return refuse(
      "The value holds characters that are not valid Unicode. Paste it again, or encode binary data as Base64.",
    );
  }
  if (value.includes("\0")) {
    return refuse(
      "The value holds a NUL character (a zero byte). Encode binary data as Base64 and save that.",
    );
  }
  if (value.trim() === "") return refuse("The value holds only white space. Enter the value itself.");
  if (MASK.test(value))
    return refuse("This is a mask that stands for a hidden value, not a value. Paste the value itself.");
  if (REDACTION_MARK.test(value.trim())) {
    return refuse(
      "This is the mark that stands for a hidden value in logs, not a value. Paste the value itself.",
    );
  }
  return { ok: true };
}

/** What the person should know about a value that is accepted; empty for most values. */
export function valueWarnings(value: string): string[] {
  const warnings: string[] = [];
  // Characters, not UTF-16 units. Only as many as are needed are looked at: this runs on each keystroke.
  if (value !== "" && value.length < 16 && Array.from(value).length < 8) {
    warnings.push(
      "This value is too short to be hidden reliably in logs. Use at least 8 characters where the service lets you choose.",
    );
  }
  if (value !== "" && value.trim() !== value) {
    warnings.push(
      "This value begins or ends with white space, which is kept exactly. Remove it unless it belongs to the value.",
    );
  }
  return warnings;
}

function isTooLong(value: string): boolean {
  // Each UTF-16 unit gives at least one byte, so what is far too long is never encoded.
  return value.length > MAX_VALUE_BYTES || new TextEncoder().encode(value).length > MAX_VALUE_BYTES;
}
