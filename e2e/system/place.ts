/** Where the system under test is. Written by the global setup into the environment, from which every worker has it. */
export interface Place {
  /** The origin that browsers use: the recorder in front of web. */
  readonly url: string;
  readonly webPort: number;
  readonly setupUrl: string;
  readonly dataDir: string;
  /** The database as its owner, for setting up and for looking. */
  readonly ownerUrl: string;
  readonly databasePort: number;
  /** Ports of this machine's loopback that the operator lets actions reach. Each is one test file's own. */
  readonly ports: Readonly<Record<ServicePort, number>>;
  /** Files of this run of the tests: signed-in browsers, recorded answers, what start printed, values that were typed. */
  readonly notes: string;
}

export const servicePorts = ["bearer", "trustedTls", "untrustedTls", "postgres", "gate", "canary"] as const;
export type ServicePort = (typeof servicePorts)[number];

const variable = "TACIT_E2E_PLACE";

export function rememberPlace(place: Place): void {
  process.env[variable] = JSON.stringify(place);
}

/** Throws outside a run of the tests. */
export function readPlace(): Place {
  const text = process.env[variable];
  if (text === undefined) throw new Error("The system was not started: run the tests with Playwright.");
  return JSON.parse(text) as Place;
}
