import { describe, expect, it } from "vitest";
import { MAX_SOCKET_PATH_BYTES, readSettings, SettingsError } from "#egress/settings.ts";

const read = (allow: string, refuse = "") =>
  readSettings({ TACIT_EGRESS_DIR: "/run/tacit", TACIT_EGRESS_ALLOW: allow, TACIT_EGRESS_REFUSE: refuse })
    .rules;

describe("settings are taken exactly or not at all", () => {
  it("reads every form, separated by commas or spaces", () => {
    const { allow } = read(
      "crm.internal:443, 127.0.0.1:8080 [::1]:80\n10.0.0.0/8,10.1.2.3 fd00::/8 10.0.0.0/8:80 [fd00::/8]:80, [::1]",
    );
    expect(
      allow.map(
        (entry) =>
          (entry.kind === "name" ? entry.name : `${entry.range.base.family}/${entry.range.prefix}`) +
          `:${entry.port ?? "any"}`,
      ),
    ).toEqual([
      "crm.internal:443",
      "4/32:8080",
      "6/128:80",
      "4/8:any",
      "4/32:any",
      "6/8:any",
      "4/8:80",
      "6/8:80",
      "6/128:any",
    ]);
  });

  it("nothing set means nothing listed", () => {
    expect(readSettings({ TACIT_EGRESS_DIR: "/run/tacit" }).rules).toEqual({ allow: [], refuse: [] });
  });

  it.each([
    "crm.internal",
    "crm.internal:0",
    "crm.internal:http",
    "*.internal:443",
    "127.1:80",
    "10.1.2.3/8",
    "10.0.0.0/33",
    "10.0.0.0/08",
    "10.0.0.0/",
    "10.0.0.0/8/8",
    "::ffff:10.0.0.0/104",
    "[10.0.0.1]:80",
    "[::1",
    "::1]:80",
    "1.2.3.4:",
    "https://a:443",
    "a:1;b:2",
  ])("%j ends the start, in both lists, without being repeated in the message", (entry) => {
    for (const [allow, refuse] of [
      [entry, ""],
      ["", entry],
    ] as const) {
      let message = "";
      try {
        read(allow, refuse);
      } catch (error) {
        expect(error).toBeInstanceOf(SettingsError);
        message = (error as Error).message;
      }
      expect(message).toMatch(
        /^TACIT_EGRESS_(ALLOW|REFUSE): entry 1 is malformed; write name:port, 10\.1\.2\.3, [^,]+, [^,]+, \S+ or \[::1\]:80$/,
      );
    }
  });

  it("a folder whose sockets would have too long a path is refused, one byte shorter is taken", () => {
    const longest = `/${"d".repeat(MAX_SOCKET_PATH_BYTES - "/control.sock".length - 1)}`;
    expect(readSettings({ TACIT_EGRESS_DIR: longest }).dir).toBe(longest);
    expect(() => readSettings({ TACIT_EGRESS_DIR: `${longest}d` })).toThrow(/too long/);
    expect(() => readSettings({})).toThrow(/TACIT_EGRESS_DIR is not set/);
  });
});
