/** Everything that leaves an audit event, with the words that the audit page shows. */
export const auditKinds = {
  "setup.complete": "Set up Tacit",
  "session.sign_in": "Signed in",
  "session.sign_out": "Signed out",
  "session.sign_out_everywhere": "Signed out everywhere",
  "account.update": "Changed their account",
  "account.password_change": "Changed their password",
  "account.reset_link": "Made a password reset link",
  "account.password_reset": "Reset their password",
  "workspace.create": "Created the workspace",
  "workspace.update": "Changed the workspace",
  "member.invite": "Invited a member",
  "member.invitation_revoke": "Withdrew an invitation",
  "member.join": "Joined the workspace",
  "member.update": "Changed a member's role",
  "member.remove": "Removed a member",
  "member.leave": "Left the workspace",
  "secret.create": "Created a secret",
  "secret.update": "Updated a secret",
  "secret.rotate": "Replaced a secret's value",
  "secret.delete": "Deleted a secret",
  "secret.read": "Read a secret",
  "action.create": "Created an action",
  "action.update": "Changed an action",
  "action.delete": "Deleted an action",
  "action.delete_any": "Deleted somebody else's action",
  "action.run": "Ran an action",
  "run.cancel": "Cancelled a run",
  "run.finish": "A run ended",
  "audit.read": "Read the audit log",
} as const;

export type AuditKind = keyof typeof auditKinds;
export type AuditOutcome = "success" | "denied" | "failure";

export interface AuditTarget {
  readonly type: "secret" | "action" | "run" | "person" | "invitation" | "workspace";
  readonly id: string;
  readonly name: string;
}

export interface AuditActor {
  readonly type: "person" | "runner" | "operator" | "system";
  readonly id: string | null;
  readonly name: string;
}

/** One event: who, what, outcome, on what. Details are counts, ids and names; never a value, never free input. */
export interface AuditEntry {
  readonly workspaceId: string | null;
  readonly actor: AuditActor;
  readonly kind: AuditKind;
  readonly outcome: AuditOutcome;
  readonly target?: AuditTarget;
  readonly details?: Readonly<Record<string, string | number | boolean | null>>;
}

/** One event as the audit page shows it. `kind` is text: events of an older release stay readable. */
export interface AuditEvent {
  readonly id: string;
  readonly at: Date;
  readonly actorType: AuditActor["type"];
  readonly actorName: string;
  readonly kind: string;
  readonly outcome: AuditOutcome;
  readonly targetType: string | null;
  readonly targetId: string | null;
  readonly targetName: string | null;
  readonly details: AuditEntry["details"] | null;
}

export interface AuditPage {
  readonly items: readonly AuditEvent[];
  readonly nextCursor: string | null;
}

export interface AuditPerson {
  readonly id: string;
  readonly name: string;
}
