// Invariant: one key never stands for two different contents. The server answers a key that it knows with what it did the first time, so
// a key kept over an edit would call something saved that was not.

/** The idempotency key of a form: the same for each try, until what would be sent has changed. */
export class SubmitKey {
  #key: string | null = null;
  #sending = false;
  #editedMeanwhile = false;

  /** The key for a try that begins now; null while another one is under way. */
  begin(): string | null {
    if (this.#sending) return null;
    this.#sending = true;
    this.#editedMeanwhile = false;
    this.#key ??= crypto.randomUUID();
    return this.#key;
  }

  /** To be called on every edit: the next try is another submit. */
  edited(): void {
    if (this.#sending) this.#editedMeanwhile = true;
    else this.#key = null;
  }

  /** To be called when a try has ended: `done`, or not known to be. */
  end(done: boolean): void {
    this.#sending = false;
    if (done || this.#editedMeanwhile) this.#key = null;
  }
}
