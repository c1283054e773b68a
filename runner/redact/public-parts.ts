// What stands inside credentials without being secret. Masking it would only make logs unreadable.

const PUBLIC_VALUES: ReadonlySet<string> = new Set([
  "service_account",
  "authorized_user",
  "external_account",
  "googleapis.com",
  "https://accounts.google.com/o/oauth2/auth",
  "https://accounts.google.com/o/oauth2/token",
  "https://oauth2.googleapis.com/token",
  "https://www.googleapis.com/oauth2/v1/certs",
  "https://www.googleapis.com/oauth2/v3/certs",
]);

/** Fields of Google's credential files that identify and do not authorise. */
const GOOGLE_FIELDS: ReadonlySet<string> = new Set([
  "type",
  "project_id",
  "quota_project_id",
  "client_email",
  "client_id",
  "auth_uri",
  "token_uri",
  "auth_provider_x509_cert_url",
  "client_x509_cert_url",
  "universe_domain",
]);

const GOOGLE_TYPES: ReadonlySet<unknown> = new Set([
  "service_account",
  "authorized_user",
  "external_account",
]);

/** RFC 7468 §2: the encapsulation boundaries. */
const PEM_BOUNDARY = /^-----(?:BEGIN|END) [A-Z0-9 ]+-----$/;

/** Whether a part of a value is known to everybody, or is nothing but punctuation such as a ruler line. */
export function isPublicPart(text: string): boolean {
  return PUBLIC_VALUES.has(text) || PEM_BOUNDARY.test(text) || !/[\p{L}\p{N}]/u.test(text);
}

/** Whether an object is a Google credential file, of which `isPublicField` names the harmless fields. */
export function isGoogleCredential(object: object): boolean {
  return "type" in object && GOOGLE_TYPES.has(object.type);
}

/** Whether a field of a Google credential file is harmless. */
export function isPublicField(key: string): boolean {
  return GOOGLE_FIELDS.has(key);
}
