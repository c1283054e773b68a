// Preloaded into the product's own Node programs: halves the time in which they start.
//
// For each import between two files of a package Node 26 reads that package's whole package.json again, and drizzle-orm's
// has 180 kB. A relative import in an ECMAScript module is a file's exact address, so there is nothing to look up.
import { registerHooks } from "node:module";

registerHooks({
  resolve(specifier, context, next) {
    const { parentURL } = context;
    const within = parentURL?.includes("/node_modules/drizzle-orm/") && parentURL.endsWith(".js");
    if (!within || !specifier.startsWith(".")) return next(specifier, context);
    return { url: new URL(specifier, parentURL).href, format: "module", shortCircuit: true };
  },
});
