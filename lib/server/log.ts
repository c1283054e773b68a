import "server-only";
import { pino } from "pino";

/** Web's log: JSON lines on stdout. It is given names, codes, ids and frames, never input. */
export const log = pino({ name: "web", base: { pid: process.pid }, serializers: {} });
