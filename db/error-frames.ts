// Invariant: what leaves this module is where an error came from, never what it says. A message can hold input, and input can hold lines
// that look like frames, so the message is cut off whole before any line is looked at.

/** How V8 begins a stack: the error's name, sometimes with a code in brackets, then the message if there is one. */
const HEAD = /^[\w$.]*(?: \[\w+\])?(?:: |(?=\n|$))/;

/** The frames of an error's stack, trimmed. None when the stack doesn't begin with the error's message as it is now. */
export function framesOf(error: unknown): string[] {
  if (!(error instanceof Error) || typeof error.stack !== "string") return [];
  const afterName = error.stack.replace(HEAD, "");
  if (!afterName.startsWith(error.message)) return [];
  const afterMessage = afterName.slice(error.message.length);
  if (!afterMessage.startsWith("\n")) return [];
  return afterMessage
    .split("\n")
    .filter((line) => /^\s+at /.test(line))
    .map((line) => line.trim());
}
