import type { LastRun } from "#lib/runs/types.ts";
/** One row of the secrets table. There is no field for a value, its length or its hash, and there never will be. */
export interface SecretListItem {
  readonly id: string;
  readonly name: string;
  readonly title: string | null;
  readonly description: string;
  /** How many actions may read it now. */
  readonly usedBy: number;
  readonly lastUsedAt: Date | null;
  readonly updatedAt: Date;
  readonly updatedByName: string;
}

/** One page of the table; `nextCursor` is null on the last one. */
export interface SecretPage {
  readonly items: readonly SecretListItem[];
  readonly nextCursor: string | null;
}

export interface SecretDetail {
  readonly id: string;
  readonly name: string;
  readonly title: string | null;
  readonly description: string;
  /** What an edit must bring back, so that a concurrent one is noticed. */
  readonly revision: number;
  readonly currentVersion: number;
  readonly createdAt: Date;
  readonly createdByName: string;
  readonly updatedAt: Date;
  readonly updatedByName: string;
  readonly lastUsedAt: Date | null;
}

export interface SecretVersion {
  readonly number: number;
  readonly createdAt: Date;
  readonly createdByName: string;
  readonly current: boolean;
}

/** Something that may read the secret: an action today. */
export interface SecretDependent {
  readonly actionId: string;
  readonly actionName: string;
  readonly lastRun: LastRun | null;
}

export interface SecretRead {
  readonly runId: string;
  readonly actionId: string;
  readonly actionName: string;
  readonly version: number;
  readonly readAt: Date;
}

/** A name with what the editor shows beside it. */
export interface SecretName {
  readonly name: string;
  readonly title: string | null;
  readonly description: string;
}
