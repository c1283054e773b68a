import type { LastRun } from "#lib/runs/types.ts";
import type { SyntaxProblem } from "#db/schema/actions.ts";

export type { SyntaxProblem };

export interface ActionListItem {
  readonly id: string;
  readonly name: string;
  readonly updatedAt: Date;
  readonly updatedByName: string;
  readonly lastRun: LastRun | null;
}

export interface ActionPage {
  readonly items: readonly ActionListItem[];
  readonly nextCursor: string | null;
}

export interface ActionDetail {
  readonly id: string;
  readonly name: string;
  /** What an edit must bring back; also the number of the version shown. */
  readonly revision: number;
  readonly code: string;
  readonly referencedSecrets: readonly string[];
  readonly selectedSecrets: readonly string[];
  /** Python's verdict on this version; `syntaxChecked` is false while it is awaited. */
  readonly syntaxProblem: SyntaxProblem | null;
  readonly syntaxChecked: boolean;
  readonly createdBy: string;
  readonly createdByName: string;
  readonly updatedAt: Date;
  readonly updatedByName: string;
}

/** What Save led to. */
export interface SavedAction {
  readonly revision: number;
  readonly referencedSecrets: readonly string[];
  readonly syntaxProblem: SyntaxProblem | null;
  readonly syntaxChecked: boolean;
}
