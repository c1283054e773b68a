/**
 * A key that is missing, damaged, exposed or not the right one. The message is one line for the operator, says what to do, and never
 * holds any of the key. It may hold a file's path, a setting's name and key ids, which are public.
 */
export class KeyError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "KeyError";
  }
}
