import { answerWithNextAuth } from "#lib/auth/next-auth.ts";

/** What of next-auth is served. Its sign-in and error addresses lead to our page; its session endpoint and its log are used by nothing. */
const served = new Set(["GET csrf", "GET signin", "GET error", "POST callback/credentials", "POST signout"]);

interface Segment {
  readonly params: Promise<{ nextauth: string[] }>;
}

async function answer(request: Request, { params }: Segment): Promise<Response> {
  const { nextauth } = await params;
  if (!served.has(`${request.method} ${nextauth.join("/")}`))
    return new Response("Not found", { status: 404 });
  return answerWithNextAuth(request, nextauth);
}

export const GET = answer;
export const POST = answer;
