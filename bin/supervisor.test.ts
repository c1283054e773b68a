import { expect, test } from "vitest";
import { Refusal } from "./refusal.mjs";
import { restartDelay, Supervised, type Running } from "./supervisor.mjs";

/** A child whose life the test decides. */
function makeChild(
  wait: (over: AbortSignal) => Promise<void> = () => Promise.resolve(),
  deadline: () => Promise<void> = () => new Promise(() => undefined),
) {
  const launched: (Running & {
    end: (status: number) => void;
    signals: string[];
    killed: boolean;
    makeReady: () => void;
  })[] = [];
  const said: string[] = [];
  const waits: number[] = [];
  let onLaunch: () => void = () => undefined;
  const supervised = new Supervised({
    name: "web",
    deadline,
    wait: (milliseconds, over) => {
      waits.push(milliseconds);
      return wait(over);
    },
    lastLine: () => "the last words",
    say: (line) => said.push(line),
    launch: () => {
      let end: (status: number) => void = () => undefined;
      let makeReady: () => void = () => undefined;
      const exited = new Promise<{ status: number | null; signal: string | null }>((resolve) => {
        end = (status) => {
          resolve({ status, signal: null });
        };
      });
      const ready = new Promise<void>((resolve) => (makeReady = resolve));
      const running = {
        exited,
        ready,
        end,
        makeReady,
        signals: [] as string[],
        killed: false,
        signal: (signal: string) => void running.signals.push(signal),
        kill: () => {
          running.killed = true;
          end(137);
        },
      };
      launched.push(running);
      onLaunch();
      return Promise.resolve(running);
    },
  });
  const relaunched = () => new Promise<void>((resolve) => (onLaunch = resolve));
  return { supervised, launched, said, waits, relaunched };
}

async function started(wait?: (over: AbortSignal) => Promise<void>) {
  const child = makeChild(wait);
  const start = child.supervised.start();
  await Promise.resolve();
  child.launched[0]!.makeReady();
  await start;
  return child;
}

test("waits between restarts double up to half a minute", () => {
  expect([0, 1, 2, 3].map(restartDelay)).toEqual([250, 500, 1000, 2000]);
  expect(restartDelay(50)).toBe(30_000);
});

test("a child that ends before it is ready is a refusal with its last words, and is not started again", async () => {
  const { supervised, launched } = makeChild();
  const start = supervised.start();
  await Promise.resolve();
  launched[0]!.end(1);
  await expect(start).rejects.toThrow(new Refusal("web did not start: the last words"));
  expect(launched).toHaveLength(1);
});

test("a child that neither ends nor becomes ready is a refusal, too, and is ended", async () => {
  let pass: () => void = () => undefined;
  const { supervised, launched } = makeChild(undefined, () => new Promise((resolve) => (pass = resolve)));
  const start = supervised.start();
  await Promise.resolve();
  pass();
  await expect(start).rejects.toThrow(/^web did not start in time\./);
  expect(launched[0]!.killed).toBe(true);
});

test("a child that crashes is started again after a wait, longer each time, and it is said", async () => {
  const child = await started();
  for (let n = 0; n < 3; n++) {
    const relaunched = child.relaunched();
    child.launched[n]!.end(9);
    await relaunched;
  }
  expect(child.waits).toEqual([250, 500, 1000]);
  expect(child.said).toEqual(Array(3).fill("web ended unexpectedly (status 9); starting it again."));
  await child.supervised.stop("SIGTERM", 0);
});

/** A wait that only ends when it is told to. */
const endless = (over: AbortSignal) =>
  new Promise<void>((resolve) => {
    over.addEventListener("abort", () => {
      resolve();
    });
  });

test("a child that ends when it is asked is neither ended nor started again", async () => {
  const child = await started(endless);
  const stop = child.supervised.stop("SIGTERM", 1000);
  expect(child.launched[0]!.signals).toEqual(["SIGTERM"]);
  expect(child.launched[0]!.killed).toBe(false);
  child.launched[0]!.end(0);
  await stop;
  expect(child.launched).toHaveLength(1);
  expect(child.said).toEqual([]);
});

test("a child that does not end in time is ended", async () => {
  const child = await started();
  await child.supervised.stop("SIGTERM", 1500);
  expect(child.waits).toEqual([1500]);
  expect(child.launched[0]!.killed).toBe(true);
});

test("a stop during the wait for a restart ends the wait, and nothing is started", async () => {
  const child = await started(endless);
  child.launched[0]!.end(9);
  await child.launched[0]!.exited;
  await child.supervised.stop("SIGTERM", 1000);
  expect(child.launched).toHaveLength(1);
});
