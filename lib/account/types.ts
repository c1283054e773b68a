/** One signed-in browser in its owner's list. */
export interface OwnSessionView {
  readonly id: string;
  /** Such as "Firefox on Windows". */
  readonly device: string;
  /** Null when it isn't known. */
  readonly address: string | null;
  readonly createdAt: Date;
  readonly lastSeenAt: Date;
  readonly isThisOne: boolean;
}
