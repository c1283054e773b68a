import { once } from "node:events";
import type { Socket } from "node:net";
import { Duplex } from "node:stream";
import { expect, it } from "vitest";
import { tunnel } from "#egress/tunnel.ts";

/** As much of a socket as a tunnel touches: it gives `says` and ends, and takes what is written when `take` lets it. */
class FakeSocket extends Duplex {
  readonly taken: string[] = [];
  bytesRead = 0;
  bytesWritten = 0;
  readonly #take: () => Promise<void>;

  constructor(says: string, take: () => Promise<void>) {
    super({ allowHalfOpen: true });
    this.#take = take;
    this.push(says);
    this.push(null);
  }

  setTimeout(): this {
    return this;
  }

  override _read(): void {
    // All there is was pushed at the start.
  }

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    void this.#take().then(() => {
      this.taken.push(chunk.toString());
      done();
    });
  }

  asSocket(): Socket {
    return this as unknown as Socket;
  }
}

it("a sandbox that has sent all and is closed does not cut off a host that is still taking it", async () => {
  let letHostTake: () => void = () => undefined;
  const hostMayTake = new Promise<void>((resolve) => (letHostTake = resolve));
  const sandbox = new FakeSocket("all of it", () => Promise.resolve());
  const host = new FakeSocket("bye", () => hostMayTake);
  const ended = tunnel(sandbox.asSocket(), host.asSocket(), 1000);
  await once(sandbox, "close");
  expect(host.destroyed).toBe(false);
  letHostTake();
  await ended;
  expect(host.taken).toEqual(["all of it"]);
  expect(sandbox.taken).toEqual(["bye"]);
  expect(host.writableFinished).toBe(true);
});
