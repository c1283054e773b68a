import { readHealth } from "#lib/server/health.ts";

/** 200 once web, database and a runner answer, 503 before. */
export async function GET(): Promise<Response> {
  const health = await readHealth();
  return Response.json(health, {
    status: health.status === "ok" ? 200 : 503,
    headers: { "cache-control": "no-store" },
  });
}
