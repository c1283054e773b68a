import { describe, expect, it } from "vitest";
import { nearestNames } from "#runner/nearest-names.ts";

describe("the nearest names", () => {
  it("puts a difference of case first, then one of underscores, then typing mistakes", () => {
    const names = ["HUBSPOT_API_KEV", "HUBSPOTAPIKEY", "hubspot_api_key", "STRIPE_KEY"];
    expect(nearestNames("HUBSPOT_API_KEY", names)).toEqual([
      "hubspot_api_key",
      "HUBSPOTAPIKEY",
      "HUBSPOT_API_KEV",
    ]);
  });

  it("takes two swapped letters for one mistake", () => {
    expect(nearestNames("KYE", ["KEY"])).toEqual(["KEY"]);
    expect(nearestNames("KZZ", ["KEY"])).toEqual([]);
  });

  it("suggests nothing that is merely short", () => {
    expect(nearestNames("STRIPE_KEY", ["A", "HUBSPOT_API_KEY", "X_KEY"])).toEqual([]);
  });

  it("suggests at most three, and never the name itself", () => {
    const names = ["KEY_1", "KEY_2", "KEY_3", "KEY_4", "KEY_5"];
    expect(nearestNames("KEY_5", names)).toEqual(["KEY_1", "KEY_2", "KEY_3"]);
  });
});
