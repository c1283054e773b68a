import { createSocket } from "node:dgram";
import { once } from "node:events";
import { describe, expect, it } from "vitest";
import { addressesInHostsFile, queryNameServers, resolveHost } from "#egress/resolve.ts";

/** Runs with a name server on loopback that answers each question with what `answer` makes of it, or not at all. */
async function withNameServer<T>(
  answer: (question: Buffer) => Buffer | undefined,
  use: (servers: string[]) => Promise<T>,
): Promise<T> {
  const server = createSocket("udp4", (question, from) => {
    const reply = answer(question);
    if (reply !== undefined) server.send(reply, from.port, from.address);
  });
  server.bind(0, "127.0.0.1");
  await once(server, "listening");
  try {
    return await use([`127.0.0.1:${server.address().port}`]);
  } finally {
    server.close();
  }
}

/** A DNS answer (RFC 1035 §4): the question's id and question, a response code, and records that point to the question's name. */
function answerTo(
  question: Buffer,
  code: number,
  records: readonly { type: number; data: readonly number[] }[],
): Buffer {
  const nameEnd = question.indexOf(0, 12);
  const head = Buffer.from([
    question[0]!,
    question[1]!,
    0x81,
    0x80 | code,
    0,
    1,
    0,
    records.length,
    0,
    0,
    0,
    0,
  ]);
  const rows = records.map(({ type, data }) => [
    0xc0,
    12,
    0,
    type,
    0,
    1,
    0,
    0,
    0,
    60,
    0,
    data.length,
    ...data,
  ]);
  return Buffer.concat([head, question.subarray(12, nameEnd + 5), Buffer.from(rows.flat())]);
}

const A = 1;
const AAAA = 28;
const typeOf = (question: Buffer) => question[question.indexOf(0, 12) + 2];

describe("names are resolved without the C library", () => {
  it.each(["localhost", "a.localhost"])("%s is loopback, whoever is asked", async (name) => {
    expect(await resolveHost(name, 1)).toEqual(["127.0.0.1", "::1"]);
  });

  it("the hosts file gives every address of a name, by any of its names, in any case", () => {
    const text =
      "# 9.9.9.9 crm\n10.0.0.1\tcrm.internal CRM # crm.old\n  10.0.0.2 crm\nfd00::1 crm\nbad crm\n10.0.0.3 crm2\n127.1 crm\n";
    expect(addressesInHostsFile(text, "crm")).toEqual(["10.0.0.1", "10.0.0.2", "fd00::1"]);
    expect(addressesInHostsFile(text, "crm.internal")).toEqual(["10.0.0.1"]);
    expect(addressesInHostsFile(text, "crm.old")).toEqual([]);
  });

  it("a name server's addresses of both families, IPv4 first", async () => {
    const answer = (question: Buffer) =>
      typeOf(question) === A
        ? answerTo(question, 0, [
            { type: A, data: [8, 8, 8, 8] },
            { type: A, data: [8, 8, 4, 4] },
          ])
        : answerTo(question, 0, [
            { type: AAAA, data: [0x26, 6, 0x47, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1] },
          ]);
    const addresses = await withNameServer(answer, (servers) => queryNameServers("a.example", 2000, servers));
    expect(new Set(addresses.slice(0, 2))).toEqual(new Set(["8.8.4.4", "8.8.8.8"]));
    expect(addresses.slice(2)).toEqual(["2606:4700::1"]);
  });

  it("one family is enough when the other's question is never answered", async () => {
    const answer = (question: Buffer) =>
      typeOf(question) === A ? answerTo(question, 0, [{ type: A, data: [8, 8, 8, 8] }]) : undefined;
    expect(await withNameServer(answer, (servers) => queryNameServers("a.example", 300, servers))).toEqual([
      "8.8.8.8",
    ]);
  });

  it.each([
    ["unknown-host", (question: Buffer) => answerTo(question, 3, [])],
    ["unknown-host", (question: Buffer) => answerTo(question, 0, [])],
    ["resolve-failed", (question: Buffer) => answerTo(question, 5, [])],
    ["resolve-timeout", () => undefined],
  ] as const)("says %s", async (failure, answer) => {
    expect(await withNameServer(answer, (servers) => queryNameServers("a.example", 300, servers))).toBe(
      failure,
    );
  });
});
