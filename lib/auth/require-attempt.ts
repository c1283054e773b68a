import "server-only";
import { addressBucket } from "#lib/auth/client-address.ts";
import { takeAttempt } from "#lib/auth/rate-limit.ts";
import type { RequestOrigin } from "#lib/auth/request-origin.ts";
import { AppError } from "#lib/errors.ts";
import { webDatabase } from "#lib/server/database.ts";

/** What anybody may try without signing in, each costing a password hash or a look at a token. */
type Attempt = "setup" | "join" | "reset";

/** Counts an attempt from this address; RATE_LIMITED beyond 30 in a quarter of an hour. */
export async function requireAttempt(what: Attempt, origin: RequestOrigin): Promise<void> {
  const bucket = `${what}:address:${addressBucket(origin.address)}`;
  if (await takeAttempt(webDatabase(), { bucket, max: 30, windowSeconds: 900 })) return;
  throw new AppError(
    "RATE_LIMITED",
    "There were too many attempts from your network. Wait a quarter of an hour, then try again.",
  );
}
