// Who may import whom (docs/architecture.md has the table). bin/check-imports.mjs runs this and counts what it saw.

const rooms = "^(app|components|lib|db|runner|egress|bin|bench|e2e)/";
// Files without input or output that a browser may run as well.
const pure =
  "^lib/(result|runs/state|auth/(permissions|last-workspace)|actions/references|secrets/(names|name-hint|pasted-assignment|value))\\.ts$";
const tests = "\\.test\\.tsx?$";

/**
 * A room may import these parts of the product and no others. Its tests may import what they test it with.
 * @param {string} room
 * @param {string[]} allowed
 * @param {string} comment
 */
const only = (room, allowed, comment) => ({
  name: `${room}-imports`,
  comment,
  severity: "error",
  from: { path: `^${room}/`, pathNot: [tests, "^[a-z]+/testing/"] },
  to: { path: rooms, pathNot: [`^${room}/`, ...allowed] },
});

module.exports = {
  forbidden: [
    only(
      "app",
      [
        "^components/",
        "^lib/[^/]+/(queries|server-actions|types|schema)\\.ts$",
        "^lib/runs/(event-)?stream\\.ts$",
        "^lib/server/health\\.ts$",
        "^lib/auth/",
        pure,
      ],
      "Routes put together components and the open doors of lib's rooms.",
    ),
    only(
      "components",
      ["^lib/[^/]+/(server-actions|schema|types)\\.ts$", pure],
      "Components get what they show as props; they reach no query and no database.",
    ),
    only("lib", ["^db/"], "The domain knows neither pages nor the runner."),
    only("db", [], "Drizzle and the driver, nothing of the product."),
    only(
      "runner",
      [
        "^db/",
        "^lib/errors\\.ts$",
        "^lib/ids\\.ts$",
        "^lib/audit/",
        "^lib/runs/state\\.ts$",
        "^lib/keys/",
        "^lib/secrets/(envelope|binding|padding|seal)\\.ts$",
        "^egress/(protocol|lines)\\.ts$",
      ],
      "The runner shares with lib what is pure.",
    ),
    only("egress", [], "The gateway faces hostile bytes: it has nothing of the product in it."),
    only("bin", ["^db/", "^runner/", "^egress/"], "What starts everything imports nothing; its tests do."),
    only(
      "bench",
      ["^db/", "^bin/", "^runner/"],
      "Measures the product over HTTP, and parts of the runner alone.",
    ),
    only("e2e", ["^db/", "^bin/"], "Uses the product over HTTP; the database to set up."),
    {
      name: "opener-out-of-reach",
      comment:
        "Web can seal and cannot open: nothing of it reaches the opener or the keys, even through others.",
      severity: "error",
      from: { path: "^(app|components|lib)/|^(proxy|instrumentation)\\.ts$", pathNot: tests },
      to: { path: "^runner/(open\\.ts|open-envelope\\.ts|keys/)", reachable: true },
    },
    {
      name: "pure-is-pure",
      comment:
        "What components may import runs in browsers: it reaches no database and nothing of the server.",
      severity: "error",
      from: { path: pure },
      to: { path: "^(db|lib/server)/|^lib/[^/]+/(queries|mutations)\\.ts$", reachable: true },
    },
    {
      name: "no-web-in-runner",
      comment: "lib/server is web's own: its database role, its sessions.",
      severity: "error",
      from: { path: "^(runner|egress)/", pathNot: tests },
      to: { path: "^(app|components|lib/server)/", reachable: true },
    },
    {
      name: "no-circles",
      severity: "error",
      from: {},
      to: { circular: true },
    },
    {
      name: "no-unresolvable",
      severity: "error",
      from: {},
      to: { couldNotResolve: true, pathNot: "^node:" },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "^(\\.next|data|test-results)/|\\.css$" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["react-server", "import", "require", "node", "default", "types"],
      extensions: [".ts", ".tsx", ".mjs", ".js", ".json"],
    },
  },
};
