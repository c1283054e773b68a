import { beforeEach, describe, expect, it, vi } from "vitest";
import { hash, verify } from "@node-rs/argon2";
import type * as argon2 from "@node-rs/argon2";
import { hashPassword, verifyPassword } from "#lib/auth/password-hash.ts";

type Argon2 = typeof argon2;
vi.mock("@node-rs/argon2", async (original) => {
  const real: Argon2 = await original();
  return { hash: vi.fn(real.hash), verify: vi.fn(real.verify) };
});
const compared = vi.mocked(verify);

beforeEach(() => {
  compared.mockClear();
});

describe("a stored password", () => {
  it("is argon2id with 19 MiB and 2 passes, and salted afresh", async () => {
    const [one, other] = [await hashPassword("correct horse"), await hashPassword("correct horse")];
    expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(one).not.toBe(other);
  });

  it("matches itself only, in whichever Unicode form it is typed", async () => {
    const stored = await hashPassword("caf\u00e9 au lait, s'il vous pla\u00eet ");
    expect(await verifyPassword(stored, "cafe\u0301 au lait, s'il vous plai\u0302t ")).toBe(true);
    expect(await verifyPassword(stored, "café au lait, s'il vous plaît")).toBe(false);
  });
});

describe("without an account", () => {
  it("as much is compared as with one: one hash of the same parameters", async () => {
    const stored = await hashPassword("the real one");
    expect(await verifyPassword(stored, "a wrong one")).toBe(false);
    expect(await verifyPassword(null, "a wrong one")).toBe(false);
    expect(compared).toHaveBeenCalledTimes(2);
    const parameters = compared.mock.calls.map(([phc]) => String(phc).split("$").slice(0, 4).join("$"));
    expect(parameters[0]).toBe(parameters[1]);
    expect(String(compared.mock.calls[1]![0])).toHaveLength(stored.length);
  });

  it("nothing matches, not even what the decoy is made of", async () => {
    compared.mockResolvedValueOnce(true);
    expect(await verifyPassword(null, "whatever")).toBe(false);
  });
});

describe("a flood of sign-ins", () => {
  it("runs two at a time, keeps sixty waiting, and refuses the rest", async () => {
    let running = 0;
    let most = 0;
    const gate = Promise.withResolvers<undefined>();
    vi.mocked(hash).mockImplementation(async () => {
      most = Math.max(most, ++running);
      await gate.promise;
      running -= 1;
      return "phc";
    });
    const attempts = Array.from({ length: 100 }, () => hashPassword("x"));
    const outcomes = Promise.allSettled(attempts);
    gate.resolve(undefined);
    const refused = (await outcomes).filter(({ status }) => status === "rejected");
    expect(most).toBe(2);
    expect(refused).toHaveLength(38);
    expect(refused[0]).toMatchObject({ reason: { code: "UNAVAILABLE" } });
    await expect(hashPassword("after the flood")).resolves.toBe("phc");
  });
});
