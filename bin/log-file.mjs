import { closeSync, existsSync, fstatSync, openSync, renameSync, writeSync } from "node:fs";

const mostBytes = 10 * 1024 * 1024;
const keptFiles = 3;

/**
 * A child's log, bounded: at 10 MiB `web.log` becomes `web.log.1` and so on; four files at most.
 * Keeps the last lines at hand, so that a child which fails at its start can be quoted.
 */
export class LogFile {
  /** @type {string} */
  file;
  #descriptor;
  #size;
  #tail = "";

  /** @param {string} file */
  constructor(file) {
    this.file = file;
    this.#descriptor = openSync(file, "a", 0o600);
    this.#size = fstatSync(this.#descriptor).size;
  }

  /** @param {Buffer} chunk */
  write(chunk) {
    if (this.#size > 0 && this.#size + chunk.length > mostBytes) this.#rotate();
    this.#size += chunk.length;
    this.#tail = (this.#tail + chunk.toString("utf8")).slice(-4000);
    try {
      writeSync(this.#descriptor, chunk);
    } catch {
      // A full disk must not end the processes whose words these are.
    }
  }

  /** The last line that says something, shortened; a JSON line's message. */
  lastLine() {
    const line =
      this.#tail
        .trimEnd()
        .split("\n")
        .findLast((text) => text.trim() && !/^\s+at /.test(text)) ?? "";
    try {
      const { msg } = JSON.parse(line);
      return typeof msg === "string" ? msg.slice(0, 300) : line.slice(0, 300);
    } catch {
      return line.trim().slice(0, 300);
    }
  }

  #rotate() {
    closeSync(this.#descriptor);
    for (let n = keptFiles; n > 0; n--) {
      const older = n === 1 ? this.file : `${this.file}.${n - 1}`;
      if (existsSync(older)) renameSync(older, `${this.file}.${n}`);
    }
    this.#descriptor = openSync(this.file, "a", 0o600);
    this.#size = 0;
  }
}
