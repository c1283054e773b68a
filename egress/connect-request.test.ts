import { describe, expect, it } from "vitest";
import { MAX_REQUEST_BYTES, parseConnectRequest } from "#egress/connect-request.ts";
import { hostText } from "#egress/target.ts";

const parse = (text: string) => parseConnectRequest(Buffer.from(text, "latin1"));
const request = (authority: string) => parse(`CONNECT ${authority} HTTP/1.1\r\nHost: x\r\n\r\n`);

function seen(text: string): string {
  const parsed = request(text);
  if (parsed.kind === "target") return `${hostText(parsed.target.host)} ${parsed.target.port}`;
  return parsed.kind === "refused" ? parsed.reason : parsed.kind;
}

describe("a CONNECT request is read strictly", () => {
  it.each([
    ["api.hubapi.com:443", "api.hubapi.com 443"],
    ["API.HubAPI.com:443", "api.hubapi.com 443"],
    ["localhost:1", "localhost 1"],
    ["_dmarc.my-host.example:65535", "_dmarc.my-host.example 65535"],
    ["xn--bcher-kva.example:443", "xn--bcher-kva.example 443"],
    ["1.2.3.4:80", "1.2.3.4 80"],
    ["[::1]:80", "::1 80"],
    ["[2606:4700:0:0::1111]:443", "2606:4700::1111 443"],
    ["[::ffff:127.0.0.1]:80", "127.0.0.1 80"],
    [`${"a".repeat(63)}.example:80`, `${"a".repeat(63)}.example 80`],
    ["1.2.3.4.example:80", "1.2.3.4.example 80"],
    ["0x7f.example:80", "0x7f.example 80"],
  ])("%s is taken as %s", (authority, expected) => {
    expect(seen(authority)).toBe(expected);
  });

  it.each([
    ..."127.1 0x7f.1 2130706433 017700000001 0x7f000001 0177.0.0.1 1.2.3 256.1.1.1 1.2.3.4. 127.0.0.1.5 a.1 a.0x1 a.0x a.09".split(
      " ",
    ),
    ..."example.com. .example.com a..b . - -a.com a-.com a.-b a%2eb exa$mple user@host a,b a;b a\\b a|b a/b a?b a#b * *.com".split(
      " ",
    ),
    ..."[1.2.3.4] [::1%lo] [::1%25lo] [] [:] [fe80::1 [g::1] caf\u00e9.example \u00b2.example".split(" "),
    "a".repeat(64),
    `${"a.".repeat(126)}ab`,
  ])("the host %j is refused", (host) => {
    expect(["bad-host", "bad-request"]).toContain(seen(`${host}:80`));
  });

  it.each([
    "a",
    "a:",
    "a:0",
    "a:00",
    "a:080",
    "a:65536",
    "a:99999",
    "a:100000",
    "a:-1",
    "a:+1",
    "a:1e1",
    "a:0x50",
    "a: 80",
    "a:80:80",
    "::1:80",
    "[::1]",
    ":80",
    "",
  ])("the authority %j is refused", (authority) => {
    expect(["bad-host", "bad-request"]).toContain(seen(authority));
  });

  it.each([
    "GET / HTTP/1.1\r\n\r\n",
    "connect a:80 HTTP/1.1\r\n\r\n",
    "CONNECT a:80 HTTP/1.0\r\n\r\n",
    "CONNECT a:80 HTTP/2\r\n\r\n",
    "CONNECT  a:80 HTTP/1.1\r\n\r\n",
    "CONNECT a:80  HTTP/1.1\r\n\r\n",
    " CONNECT a:80 HTTP/1.1\r\n\r\n",
    "\r\nCONNECT a:80 HTTP/1.1\r\n\r\n",
    "CONNECT\ta:80 HTTP/1.1\r\n\r\n",
    "CONNECT http://a:80/ HTTP/1.1\r\n\r\n",
    "CONNECT a:80 HTTP/1.1\nX: y\r\n\r\n",
    "CONNECT a:80 HTTP/1.1\r\nX: y\nZ: z\r\n\r\n",
    "CONNECT a:80 HTTP/1.1\r\nX\r\n\r\n",
    "CONNECT a:80 HTTP/1.1\r\nX : y\r\n\r\n",
    "CONNECT a:80 HTTP/1.1\r\n folded: y\r\n\r\n",
    "CONNECT a:80 HTTP/1.1\r\nX: \0\r\n\r\n",
    "CONNECT a:80 HTTP/1.1\r\nX: \x80\r\n\r\n",
    "CONNECT a:80 HTTP/1.1\r\nX: \r\r\n\r\n",
    "CONNECT a:80 HTTP/1.1\r\nContent-Length: 5\r\n\r\nhello",
    "CONNECT a:80 HTTP/1.1\r\ntransfer-encoding: chunked\r\n\r\n",
    "CONNECT a\0:80 HTTP/1.1\r\n\r\n",
    "\r\n\r\n",
  ])("%j is refused", (text) => {
    expect(parse(text)).toEqual({ kind: "refused", reason: "bad-request" });
  });

  it("keeps what follows the request, byte for byte", () => {
    const parsed = parseConnectRequest(
      Buffer.concat([Buffer.from("CONNECT a:80 HTTP/1.1\r\n\r\n"), Buffer.from([0, 255, 13, 10])]),
    );
    expect(parsed.kind === "target" && [...parsed.rest]).toEqual([0, 255, 13, 10]);
  });

  it("is taken up to its greatest length, and refused one byte beyond", () => {
    const filled = (bytes: number) => {
      const frame = "CONNECT a:80 HTTP/1.1\r\nX: \r\n\r\n";
      return parse(frame.replace("X: ", `X: ${"y".repeat(bytes - frame.length)}`));
    };
    expect(filled(MAX_REQUEST_BYTES).kind).toBe("target");
    expect(filled(MAX_REQUEST_BYTES + 1).kind).toBe("refused");
    expect(parse("x".repeat(MAX_REQUEST_BYTES - 1)).kind).toBe("incomplete");
    expect(parse("x".repeat(MAX_REQUEST_BYTES)).kind).toBe("refused");
  });

  it("is incomplete at every cut, and the same when whole", () => {
    const whole = "CONNECT api.example.com:443 HTTP/1.1\r\nHost: api.example.com\r\n\r\n";
    for (let cut = 0; cut < whole.length; cut++) expect(parse(whole.slice(0, cut)).kind).toBe("incomplete");
    expect(parse(whole).kind).toBe("target");
  });

  it("gives only hosts of plain form, whatever bytes are changed in a valid request", () => {
    let state = 7;
    const below = (n: number) =>
      Math.floor(((state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32) * n);
    const seeds = [
      "CONNECT a-b.example:443 HTTP/1.1\r\nH: v\r\n\r\n",
      "CONNECT 10.2.3.4:80 HTTP/1.1\r\n\r\n",
      "CONNECT [fd00::1]:80 HTTP/1.1\r\n\r\n",
    ];
    let taken = 0;
    for (let i = 0; i < 60_000; i++) {
      const bytes = Buffer.from(seeds[i % seeds.length]!);
      for (let changes = 1 + below(3); changes > 0; changes--)
        bytes[below(bytes.length)] = below(3) === 0 ? below(256) : 32 + below(95);
      const parsed = parseConnectRequest(bytes);
      if (parsed.kind !== "target") continue;
      taken += 1;
      const { host, port } = parsed.target;
      expect(Number.isInteger(port) && port >= 1 && port <= 65535).toBe(true);
      expect(hostText(host)).toMatch(
        host.kind === "name" ? /^[a-z0-9_-]+(\.[a-z0-9_-]+)*$/ : /^([0-9.]+|[0-9a-f:]+)$/,
      );
      if (host.kind === "name") expect(host.name.split(".").at(-1)).not.toMatch(/^(\d+|0x[0-9a-f]*)$/);
    }
    expect(taken).toBeGreaterThan(1000);
  });
});
