// Invariant: what a link carries is never stored. The database holds only its SHA-256, so a stolen dump opens no link.
import { createHash, randomBytes } from "node:crypto";

export interface OneTimeToken {
  /** 256 random bits as base64url: goes into a link and nowhere else. */
  readonly token: string;
  /** What is stored and looked up. A fast hash is enough: the token has nothing to guess. */
  readonly hash: string;
}

/** A fresh token for an invitation or a password reset. */
export function newOneTimeToken(): OneTimeToken {
  const token = randomBytes(32).toString("base64url");
  return { token, hash: hashToken(token) };
}

/** The stored form of a token or a setup code: SHA-256 in lower-case hex. */
export function hashToken(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}
