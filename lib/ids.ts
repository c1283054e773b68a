import { randomBytes } from "node:crypto";

let last = { time: -1, count: 0 };

/**
 * A new identifier: UUIDv7 (RFC 9562 §5.7) in its canonical text form. It begins with the time in milliseconds, so rows
 * created one after the other stand next to each other in an index. Within a millisecond a process counts on from a random number
 * below 2048 (§6.2, method 1), so that its ids, and with them its audit events, keep their order; the other 62 bits are random.
 */
export function newId(): string {
  const bytes = randomBytes(16);
  const time = Date.now();
  last = { time, count: time === last.time ? last.count + 1 : bytes.readUInt16BE(6) & 0x07ff };
  bytes.writeUIntBE(time, 0, 6);
  bytes.writeUInt16BE(0x7000 | (last.count & 0x0fff), 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = bytes.toString("hex");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}
