import { NextRequest } from "next/server";
import { afterEach, describe, expect, test, vi } from "vitest";
import { proxy } from "#proxy.ts";

afterEach(() => {
  vi.unstubAllEnvs();
});

function policyOf(response: Response): Map<string, string[]> {
  const header = response.headers.get("Content-Security-Policy") ?? "";
  return new Map(
    header.split("; ").map((directive) => [directive.split(" ")[0]!, directive.split(" ").slice(1)]),
  );
}

const page = () => proxy(new NextRequest("http://127.0.0.1:3000/w/x/secrets"));

describe("the content security policy of a page", () => {
  test("lets only scripts with this response's nonce run", () => {
    const scripts = policyOf(page()).get("script-src");
    expect(scripts).toEqual(["'self'", expect.stringMatching(/^'nonce-[\w+/]{22}=='$/), "'strict-dynamic'"]);
  });

  test("carries another nonce each time", () => {
    const nonces = new Set(Array.from({ length: 100 }, () => policyOf(page()).get("script-src")?.[1]));
    expect(nonces.size).toBe(100);
  });

  test("names no other origin and no inline or evaluated code", () => {
    const sources = [...policyOf(page()).values()].flat();
    const known = /^('self'|'none'|'strict-dynamic'|'nonce-[^']+'|data:)$/;
    expect(sources.filter((source) => !known.test(source))).toEqual([]);
    expect(policyOf(page()).get("img-src")).toContain("data:");
    expect(sources.filter((source) => source === "data:")).toHaveLength(1);
  });

  test("lets nobody frame the page, rebase its links or post its forms elsewhere", () => {
    const policy = policyOf(page());
    expect(policy.get("frame-ancestors")).toEqual(["'none'"]);
    expect(policy.get("base-uri")).toEqual(["'none'"]);
    expect(policy.get("form-action")).toEqual(["'self'"]);
    expect(policy.get("object-src")).toEqual(["'none'"]);
    expect(policy.get("default-src")).toEqual(["'self'"]);
  });

  test("cannot be chosen by the request", () => {
    const request = new NextRequest("http://127.0.0.1:3000/", {
      headers: { "Content-Security-Policy": "script-src 'nonce-attacker'" },
    });
    const response = proxy(request);
    expect(response.headers.get("x-middleware-request-content-security-policy")).toBe(
      response.headers.get("Content-Security-Policy"),
    );
  });
});

test("pages are never stored by caches", () => {
  expect(page().headers.get("Cache-Control")).toBe("no-store");
});

test("https is insisted on where the address is https, and only there", () => {
  vi.stubEnv("TACIT_URL", "https://tacit.example");
  expect(page().headers.get("Strict-Transport-Security")).toMatch(/^max-age=\d{8,}$/);
  vi.stubEnv("TACIT_URL", "http://127.0.0.1:3000");
  expect(page().headers.has("Strict-Transport-Security")).toBe(false);
});

test.each(["/w/a%00b/secrets", "/w/x/secrets/%00", "/api/w/x/secrets?search=%00", "/w/x/audit?person=a%00"])(
  "%s is answered with 400, and the same without its NUL is not",
  (path) => {
    const answer = (to: string) => proxy(new NextRequest(`http://127.0.0.1:3000${to}`)).status;
    expect(answer(path)).toBe(400);
    expect(answer(path.replace("%00", "%2500"))).toBe(200);
  },
);
