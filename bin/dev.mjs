import { serveSources } from "./children.mjs";
import { command } from "./refusal.mjs";
import { runSystem } from "./run-system.mjs";

const say = (/** @type {string} */ message) => console.log(message);

// `npm run dev`: like `npm start`, but web and runner are loaded again when their sources change, and web is not isolated.
command(() => runSystem({ development: true, serve: serveSources, build: () => Promise.resolve() }, say));
