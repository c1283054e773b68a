import { answerInWorkspace } from "#lib/auth/api.ts";
import { listSecrets } from "#lib/secrets/queries.ts";

/** One page of the secrets table as JSON: `?search=` and `?cursor=`. Names and descriptions only. */
export async function GET(
  request: Request,
  { params }: { params: Promise<{ workspace: string }> },
): Promise<Response> {
  const { workspace } = await params;
  const query = new URL(request.url).searchParams;
  return answerInWorkspace(workspace, async (ctx) => {
    const page = await listSecrets(ctx, { search: query.get("search") ?? "", cursor: query.get("cursor") });
    return Response.json(page, { headers: { "cache-control": "no-store" } });
  });
}
