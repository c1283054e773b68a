import { describe, expect, it } from "vitest";
import { parseChannelLine } from "#runner/channel-messages.ts";

describe("a line of the channel", () => {
  it("is taken when it is exactly a message", () => {
    expect(parseChannelLine('{"type":"secret","id":3,"name":"HUBSPOT_API_KEY"}')).toEqual({
      type: "secret",
      id: 3,
      name: "HUBSPOT_API_KEY",
    });
    expect(parseChannelLine('{"type":"finished","ok":true}')).toEqual({ type: "finished", ok: true });
    expect(
      parseChannelLine(
        '{"type":"finished","ok":false,"error":{"type":"ValueError","message":"no","line":4}}',
      ),
    ).toMatchObject({ ok: false, error: { line: 4 } });
  });

  it.each([
    "",
    "null",
    "[]",
    "not json",
    '{"type":"secret","id":3}',
    '{"type":"secret","id":"3","name":"X"}',
    '{"type":"secret","id":-1,"name":"X"}',
    '{"type":"secret","id":1.5,"name":"X"}',
    '{"type":"secret","id":3,"name":"X","workspace":"other"}',
    `{"type":"secret","id":3,"name":"${"X".repeat(1001)}"}`,
    '{"type":"secret","id":3,"ok":true,"value":"QQ=="}',
    '{"type":"start","run":{"id":"x"}}',
    '{"type":"finished","ok":false}',
    '{"type":"finished","ok":true,"error":{"type":"E","message":"m"}}',
    '{"type":"finished","ok":false,"error":{"type":"E","message":"m","line":0}}',
    '{"type":"__proto__"}',
    "[".repeat(100_000),
  ])("is refused otherwise: %.60s", (line) => {
    expect(parseChannelLine(line)).toBeNull();
  });
});
