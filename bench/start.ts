import { spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { freePort, launchPostgres } from "#bin/postgres.mjs";
import { median, percentile, printBar, printTable } from "#bench/figures.ts";
import { startProduct, withDataFolder } from "#bench/product.ts";

const STARTS = 5;
const BAR_MS = 3000;

/**
 * Times `npm start` where everything is built and the data is there: until it says that it is ready and /api/health answers 200.
 * The floor, taken between the same starts, is what nothing could save: one Node that does nothing, and the same PostgreSQL alone.
 */
export async function benchStart(): Promise<void> {
  await withDataFolder(async (dataDir, port) => {
    const first = await startProduct(dataDir, port);
    await first.stop();
    const took = {
      ready: [] as number[],
      stop: [] as number[],
      node: [] as number[],
      postgres: [] as number[],
    };
    for (let round = 0; round < STARTS; round++) {
      took.node.push(await timeBareNode());
      took.postgres.push(await timePostgres(path.join(dataDir, "postgres")));
      const product = await startProduct(dataDir, port);
      took.ready.push(product.readyAfter);
      took.stop.push(await product.stop());
    }
    const floor = median(took.node) + median(took.postgres);
    console.log(
      `A second npm start, ${STARTS} times; the very first took ${first.readyAfter.toFixed(0)} ms.`,
    );
    const row = (name: string, figures: readonly number[]) => [
      name,
      ...[median(figures), percentile(figures, 0), percentile(figures, 100)].map((figure) =>
        figure.toFixed(0),
      ),
      `${(median(figures) / floor).toFixed(1)} ×`,
    ];
    printTable(
      ["ms", "median", "min", "max", "of the floor"],
      [
        row("ready", took.ready),
        row("stopped", took.stop),
        row("floor: Node alone", took.node),
        row("floor: PostgreSQL alone", took.postgres),
      ],
    );
    printBar("Ready at the median", median(took.ready), BAR_MS);
  });
}

async function timeBareNode(): Promise<number> {
  const began = performance.now();
  const child = spawn(process.execPath, ["-e", ""], { stdio: "ignore" });
  await once(child, "close");
  return performance.now() - began;
}

/** Milliseconds until the embedded PostgreSQL accepts connections. */
async function timePostgres(folder: string): Promise<number> {
  const port = await freePort(undefined);
  const began = performance.now();
  const postgres = await launchPostgres({ folder, port, log: () => undefined });
  const ended = postgres.exited.then(() => {
    throw new Error("PostgreSQL ended before it was ready.");
  });
  await Promise.race([postgres.ready, ended]);
  const took = performance.now() - began;
  postgres.signal("SIGINT");
  await postgres.exited;
  ended.catch(() => undefined);
  return took;
}
