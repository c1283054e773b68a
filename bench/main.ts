// `npm run bench -- <names>`; without names all of them, one after the other. The status says whether everything could be
// measured, never whether the figures please.
import { benchRedaction } from "#bench/redaction.ts";
import { benchRuns } from "#bench/runs.ts";
import { benchStart } from "#bench/start.ts";
import { stopProducts } from "#bench/product.ts";

const benches: Readonly<Record<string, () => Promise<void> | void>> = {
  start: benchStart,
  runs: benchRuns,
  redaction: benchRedaction,
};

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => {
    void stopProducts().finally(() => process.exit(130));
  });
}

const wanted = process.argv.slice(2);
const unknown = wanted.find((name) => !(name in benches));
if (unknown === undefined) {
  try {
    for (const name of wanted.length > 0 ? wanted : Object.keys(benches)) {
      console.log(`\n${name}`);
      await benches[name]?.();
    }
  } catch (error) {
    console.error(error);
    process.exitCode = 1;
  } finally {
    await stopProducts();
  }
} else {
  console.error(`There is no bench "${unknown}". There are: ${Object.keys(benches).join(", ")}.`);
  process.exitCode = 1;
}
