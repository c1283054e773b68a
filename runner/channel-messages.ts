// Guards the runner's side of the pipe to Python: whoever writes there is the action's code, and is believed nothing but this shape.
import { z } from "zod";

const text = (max: number) => z.string().max(max);
const requestId = z.int().min(0).max(Number.MAX_SAFE_INTEGER);

const errorSchema = z.strictObject({
  type: text(200),
  message: text(100_000),
  line: z.int().min(1).max(10_000_000).nullish(),
});

const messageSchema = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("ready") }),
  z.strictObject({ type: z.literal("secret"), id: requestId, name: text(1000) }),
  z.strictObject({ type: z.literal("names"), id: requestId }),
  z.strictObject({ type: z.literal("result"), json: z.string() }),
  z.discriminatedUnion("ok", [
    z.strictObject({ type: z.literal("finished"), ok: z.literal(true) }),
    z.strictObject({ type: z.literal("finished"), ok: z.literal(false), error: errorSchema }),
  ]),
]);

/** What Python may say. */
export type ChannelMessage = z.output<typeof messageSchema>;

/** Why a request for a secret is not answered with its value; Python raises by it. */
export type RefusalCode = "not_found" | "deleted" | "not_selected" | "refused";

/** What the runner answers. `value` is base64 of the value's UTF-8, so that any character passes the line format. */
export type ChannelAnswer =
  | { readonly type: "secret"; readonly id: number; readonly ok: true; readonly value: string }
  | {
      readonly type: "secret";
      readonly id: number;
      readonly ok: false;
      readonly error: RefusalCode;
      readonly message: string;
    }
  | { readonly type: "names"; readonly id: number; readonly names: readonly string[] };

/** The message in one line of the channel, or null for anything that is not exactly one. */
export function parseChannelLine(line: string): ChannelMessage | null {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return null;
  }
  const parsed = messageSchema.safeParse(value);
  return parsed.success ? parsed.data : null;
}
