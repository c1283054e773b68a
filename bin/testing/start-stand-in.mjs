// `npm start` with a stand-in for web, so that nothing has to be built: all else is real.
import { command } from "../refusal.mjs";
import { runSystem } from "../run-system.mjs";

const web = `
  const { createServer } = await import("node:http");
  createServer((request, response) => response.end("{}")).listen(new URL(process.env.TACIT_URL).port, "127.0.0.1");
  process.on("SIGTERM", () => process.exit(0));`;
const serve = () => ["--input-type=module", "--eval", web];

command(() => runSystem({ development: false, serve, build: () => Promise.resolve() }, console.log));
