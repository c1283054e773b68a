import { describe, expect, it } from "vitest";
import { DatabaseError } from "#db/database-error.ts";
import { AppError } from "#lib/errors.ts";
import { createContactNotes } from "#runner/contact-notes.ts";
import { parseSettings, SettingsError } from "#runner/env.ts";
import { describeError } from "#runner/log.ts";
import { loopbackPorts } from "#runner/loopback-ports.ts";

const needed = {
  TACIT_RUNNER_DATABASE_URL: "postgres://tacit_runner:pw@127.0.0.1/tacit",
  TACIT_EGRESS_SOCKET: "/run/egress/control.sock",
};

describe("the runner's settings", () => {
  it("have defaults, also where a variable is empty", () => {
    expect(parseSettings({ ...needed, TACIT_DRAIN_SECONDS: "" })).toMatchObject({
      drainSeconds: 3,
      poolSize: 2,
    });
  });

  it.each([
    [{ TACIT_EGRESS_SOCKET: "/x" }, "TACIT_RUNNER_DATABASE_URL is not set."],
    [
      { ...needed, TACIT_RUNNER_DATABASE_URL: "mysql://u:secret@h/d" },
      "TACIT_RUNNER_DATABASE_URL must begin with",
    ],
    [{ TACIT_RUNNER_DATABASE_URL: needed.TACIT_RUNNER_DATABASE_URL }, "TACIT_EGRESS_SOCKET is not set."],
    [{ ...needed, TACIT_DRAIN_SECONDS: "soon" }, "TACIT_DRAIN_SECONDS must be a whole number"],
    [{ ...needed, TACIT_RUNNER_CAPACITY: "0" }, "TACIT_RUNNER_CAPACITY"],
  ])("are refused with one line that names the setting and not its content", (env, line) => {
    const parse = () => parseSettings(env);
    expect(parse).toThrow(SettingsError);
    expect(parse).toThrow(line);
    expect(parse).not.toThrow(/secret|soon|\n/);
  });

  it("lead out exactly the loopback ports that the operator lists", () => {
    expect(
      loopbackPorts("127.0.0.1:8080, localhost:8443 127.0.0.0/8:9000\nexample.com:443 10.0.0.1:80 127.0.0.1"),
    ).toEqual([8080, 8443, 9000]);
    expect(loopbackPorts("127.0.0.1:8080,127.0.0.1:8080,127.0.0.1:99999,127.0.0.1:0")).toEqual([8080]);
  });
});

describe("a logged error", () => {
  it("holds no message that Tacit did not write", () => {
    const input = "pat-na1-0123456789";
    const driver = Object.assign(new Error(`insert failed for ${input}`), {
      name: "PostgresError",
      code: "23505",
      detail: input,
    });
    for (const error of [
      driver,
      new Error(input, { cause: driver }),
      new TypeError(input),
      input,
      { input },
    ]) {
      expect(JSON.stringify(describeError(error))).not.toContain(input);
    }
    expect(describeError(driver)).toMatchObject({ name: DatabaseError.name, sqlState: "23505" });
    expect(describeError(new AppError("UNAVAILABLE", "The gateway is gone."))).toMatchObject({
      message: "The gateway is gone.",
      code: "UNAVAILABLE",
    });
  });
});

describe("notes about connections", () => {
  const contact = {
    type: "contact",
    sandbox: "s",
    host: "db.example",
    port: 5432,
    outcome: "denied",
    reason: "address-not-public",
    count: 1,
  } as const;

  it("tell what was refused and why, and nothing of what was connected", () => {
    const note = createContactNotes((text) => text);
    expect(note(contact)).toContain(
      "The connection to db.example:5432 was refused: its address is not a public one.",
    );
    expect(note({ ...contact, outcome: "failed", reason: "connect-timeout", count: 3 })).toBe(
      "The connection to db.example:5432 failed (3 times): nobody answered in time.",
    );
    expect(note({ ...contact, outcome: "connected" })).toBeNull();
  });

  it("hold no value that stands in a host name", () => {
    const note = createContactNotes((text) => text.replace("db.example", "[KEY]"));
    expect(note(contact)).toContain("to [KEY]:5432");
  });

  it("are bounded", () => {
    const note = createContactNotes((text) => text);
    const lines = Array.from({ length: 1000 }, () => note(contact)).filter((line) => line !== null);
    expect(lines).toHaveLength(51);
    expect(lines.at(-1)).toContain("are not listed");
  });
});
