// Guards what a browser may load and run: the nonce of each page, and the headers that differ by request or deployment.
// Never the only check of anything: who may see what is decided where the data is read.
import { randomBytes } from "node:crypto";
import { NextResponse } from "next/server";
import type { NextRequest } from "next/server";

const isDevelopment = process.env.NODE_ENV === "development";

/**
 * The content security policy (W3C CSP 3) with a strict, nonce-based script-src. Styles need the nonce, too: Tailwind's sheet is
 * a file of our own, Radix' scroll lock and CodeMirror pass the nonce, and style attributes are refused ('none'), because what
 * those libraries position they set through the CSSOM, which no policy restricts.
 */
function contentSecurityPolicy(nonce: string): string {
  return [
    "default-src 'self'",
    // In development React evaluates code for its error stacks, and Next's overlay brings styles without a nonce.
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${isDevelopment ? " 'unsafe-eval'" : ""}`,
    isDevelopment ? "style-src 'self' 'unsafe-inline'" : `style-src 'self' 'nonce-${nonce}'`,
    isDevelopment ? "style-src-attr 'unsafe-inline'" : "style-src-attr 'none'",
    // data: for the squiggle under an error, which CodeMirror draws as an image in its style sheet.
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "worker-src 'none'",
    "frame-src 'none'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join("; ");
}

export function proxy(request: NextRequest): NextResponse {
  // No name, id or search holds a NUL, and PostgreSQL takes none: an address with one asks for nothing that could be there.
  if (request.url.includes("%00"))
    return new NextResponse("Bad request: a NUL in the address.\n", { status: 400 });
  const nonce = randomBytes(16).toString("base64");
  const policy = contentSecurityPolicy(nonce);

  // Next reads the nonce for its own scripts from the request's copy of the policy.
  const headers = new Headers(request.headers);
  headers.set("Content-Security-Policy", policy);
  const response = NextResponse.next({ request: { headers } });

  response.headers.set("Content-Security-Policy", policy);
  response.headers.set("Cache-Control", "no-store");
  if (process.env["TACIT_URL"]?.startsWith("https://")) {
    response.headers.set("Strict-Transport-Security", "max-age=31536000");
  }
  return response;
}

export const config = {
  // Everything but the build's own files, which are public, immutable and cached for good.
  matcher: ["/((?!_next/static|icon\\.svg).*)"],
};
