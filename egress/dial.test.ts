import { Socket } from "node:net";
import { describe, expect, it } from "vitest";
import { formatAddress, parseAddress } from "#egress/addresses.ts";
import { type Connect, dial, type DialWorld } from "#egress/dial.ts";
import { GATEWAY_LIMITS, type GatewayLimits } from "#egress/limits.ts";
import { parseRuleEntry } from "#egress/operator-rules.ts";
import { parsePolicy } from "#egress/policy.ts";
import type { ResolveFailure } from "#egress/resolve.ts";
import { parseHost, splitPort } from "#egress/target.ts";

type Answer = readonly string[] | ResolveFailure;

/** A world whose name server gives its answers one after the other, and that remembers what was asked and dialled. */
function fakeWorld(answers: Record<string, Answer[]>, connect?: Connect) {
  const asked: string[] = [];
  const dialled: string[] = [];
  const world: DialWorld = {
    resolve: (name) => {
      asked.push(name);
      return Promise.resolve(answers[name]?.shift() ?? "unknown-host");
    },
    connect: (address, port, signal) => {
      dialled.push(`${formatAddress(address)} ${port}`);
      return connect === undefined ? Promise.resolve(new Socket()) : connect(address, port, signal);
    },
    ownAddresses: () => [parseAddress("44.1.2.3")!],
  };
  return { world, asked, dialled };
}

interface Situation {
  hosts?: "public" | string[];
  allow?: string;
  refuse?: string;
  limits?: GatewayLimits;
  signal?: AbortSignal;
}

/** Dials `host:port` in a situation and says how it ended. */
async function reach(
  { world }: { world: DialWorld },
  text: string,
  {
    hosts = "public",
    allow = "",
    refuse = "",
    limits = GATEWAY_LIMITS,
    signal = new AbortController().signal,
  }: Situation = {},
): Promise<string> {
  const { host, port } = splitPort(text)!;
  const entries = (list: string) =>
    list
      .split(" ")
      .filter(Boolean)
      .map((one) => parseRuleEntry(one)!);
  const rules = { allow: entries(allow), refuse: entries(refuse) };
  const result = await dial(
    { host: parseHost(host)!, port },
    parsePolicy(hosts)!,
    rules,
    world,
    limits,
    signal,
  );
  return result.outcome === "connected" ? "connected" : `${result.outcome} ${result.reason}`;
}

describe("what is vetted is what is dialled", () => {
  it("a name server that turns to loopback after the first answer is never asked again", async () => {
    const fake = fakeWorld({ "rebind.example": [["8.8.8.8"], ["127.0.0.1"]] });
    expect(await reach(fake, "rebind.example:443")).toBe("connected");
    expect(fake.asked).toEqual(["rebind.example"]);
    expect(fake.dialled).toEqual(["8.8.8.8 443"]);
  });

  it("control: were it asked again, it would have led to loopback", async () => {
    const { world } = fakeWorld({ "rebind.example": [["8.8.8.8"], ["127.0.0.1"]] });
    await world.resolve("rebind.example", 1);
    expect(await world.resolve("rebind.example", 1)).toEqual(["127.0.0.1"]);
  });

  it("a first answer of loopback is refused, and so is a public name for any inner address", async () => {
    for (const inner of [
      "127.0.0.1",
      "169.254.169.254",
      "10.0.0.1",
      "fd00:ec2::254",
      "::ffff:127.0.0.1",
      "64:ff9b::a9fe:a9fe",
      "0.0.0.0",
      "44.1.2.3",
    ]) {
      const fake = fakeWorld({ "inner.example": [[inner]] });
      expect(await reach(fake, "inner.example:80"), inner).toBe("denied address-not-public");
      expect(fake.dialled).toEqual([]);
    }
  });

  it("of mixed addresses only the vetted are dialled", async () => {
    const fake = fakeWorld({ "mixed.example": [["127.0.0.1", "8.8.8.8", "::1"]] }, () =>
      Promise.reject(new Error("no")),
    );
    expect(await reach(fake, "mixed.example:443")).toBe("failed connect-failed");
    expect(fake.dialled).toEqual(["8.8.8.8 443"]);
  });

  it("an address literal is dialled without asking anybody", async () => {
    const fake = fakeWorld({});
    expect(await reach(fake, "[2606:4700:0::1111]:443")).toBe("connected");
    expect(await reach(fake, "127.0.0.1:443")).toBe("denied address-not-public");
    expect(fake.asked).toEqual([]);
    expect(fake.dialled).toEqual(["2606:4700::1111 443"]);
  });

  it("what a name server answers in no canonical form is not dialled", async () => {
    const fake = fakeWorld({ "odd.example": [["0x7f.1", "fe80::1%eth0", "2130706433"]] });
    expect(await reach(fake, "odd.example:443")).toBe("failed unknown-host");
  });
});

describe("a name is judged before it is resolved", () => {
  it("a name outside the policy is not asked for", async () => {
    const fake = fakeWorld({ "other.example": [["8.8.8.8"]] });
    expect(await reach(fake, "other.example:443", { hosts: ["api.example:443"] })).toBe(
      "denied host-not-allowed",
    );
    expect(fake.asked).toEqual([]);
    expect(await reach(fake, "other.example:443")).toBe("connected");
  });

  it("a listed host of the policy still has to be public or the operator's", async () => {
    const answers = () => ({ "crm.internal": [["10.0.0.5"]] });
    const hosts = ["crm.internal:443"];
    expect(await reach(fakeWorld(answers()), "crm.internal:443", { hosts })).toBe(
      "denied address-not-public",
    );
    expect(await reach(fakeWorld(answers()), "crm.internal:443", { hosts, allow: "crm.internal:443" })).toBe(
      "connected",
    );
    expect(
      await reach(fakeWorld(answers()), "crm.internal:443", {
        hosts: ["a.example:1"],
        allow: "crm.internal:443",
      }),
    ).toBe("denied host-not-allowed");
  });

  it("an operator's name opens that name and port only", async () => {
    const answers = { "crm.internal": [["10.0.0.5"], ["10.0.0.5"]], "alias.example": [["10.0.0.5"]] };
    const fake = fakeWorld(answers);
    const allow = "crm.internal:443";
    expect(await reach(fake, "crm.internal:443", { allow })).toBe("connected");
    expect(await reach(fake, "crm.internal:80", { allow })).toBe("denied address-not-public");
    expect(await reach(fake, "alias.example:443", { allow })).toBe("denied address-not-public");
  });
});

describe("Tacit's database given by name", () => {
  const allow = "0.0.0.0/0";
  const refuse = "db.internal:5432";

  it("is refused by its name, unasked, and by any other name or address", async () => {
    const fake = fakeWorld({
      "db.internal": [["10.0.0.9"], ["10.0.0.9"], ["10.0.0.9"]],
      "alias.example": [["10.0.0.9"], ["10.0.0.9"]],
    });
    expect(await reach(fake, "db.internal:5432", { allow, refuse })).toBe("denied tacit");
    expect(fake.asked).toEqual([]);
    expect(await reach(fake, "alias.example:5432", { allow, refuse })).toBe("denied tacit");
    expect(await reach(fake, "10.0.0.9:5432", { allow, refuse })).toBe("denied tacit");
    expect(fake.dialled).toEqual([]);
    // Controls: another port, another machine.
    expect(await reach(fake, "alias.example:5433", { allow, refuse })).toBe("connected");
    expect(await reach(fake, "10.0.0.8:5432", { allow, refuse })).toBe("connected");
  });

  it("closes its port while the name cannot be resolved", async () => {
    const fake = fakeWorld({ "db.internal": ["resolve-timeout"] });
    expect(await reach(fake, "10.0.0.8:5432", { allow, refuse })).toBe("denied tacit");
    expect(await reach(fake, "10.0.0.8:443", { allow, refuse })).toBe("connected");
  });
});

describe("addresses are tried in order within bounded time", () => {
  const hang: Connect = (_address, _port, signal) =>
    new Promise((_resolve, reject) => {
      if (signal.aborted) reject(new Error("aborted"));
      signal.addEventListener("abort", () => {
        reject(new Error("aborted"));
      });
    });

  it("goes on to the next when one refuses or hangs", async () => {
    const connect: Connect = (address, port, signal) => {
      if (formatAddress(address) === "8.8.8.1") return Promise.reject(new Error("refused"));
      return formatAddress(address) === "8.8.8.2"
        ? hang(address, port, signal)
        : Promise.resolve(new Socket());
    };
    const fake = fakeWorld({ "many.example": [["8.8.8.1", "8.8.8.2", "8.8.8.3", "8.8.8.4"]] }, connect);
    expect(await reach(fake, "many.example:443", { limits: { ...GATEWAY_LIMITS, attemptMs: 1 } })).toBe(
      "connected",
    );
    expect(fake.dialled).toEqual(["8.8.8.1 443", "8.8.8.2 443", "8.8.8.3 443"]);
  });

  it("gives up all of them when the time is over or the sandbox is gone", async () => {
    const fake = fakeWorld(
      {
        "slow.example": [
          ["8.8.8.1", "8.8.8.2"],
          ["8.8.8.1", "8.8.8.2"],
        ],
      },
      hang,
    );
    expect(await reach(fake, "slow.example:443", { limits: { ...GATEWAY_LIMITS, connectMs: 1 } })).toBe(
      "failed connect-timeout",
    );
    expect(await reach(fake, "slow.example:443", { signal: AbortSignal.abort() })).toBe(
      "failed connect-failed",
    );
    expect(fake.dialled).toEqual(["8.8.8.1 443", "8.8.8.1 443"]);
  });

  it.each(["unknown-host", "resolve-timeout", "resolve-failed"] as const)("says %s", async (failure) => {
    expect(await reach(fakeWorld({ "a.example": [failure] }), "a.example:1")).toBe(`failed ${failure}`);
  });
});
