-- What web and the runner may do, whole: everything is taken away first, so that this file is the truth after each migration.
-- db/privileges.db.test.ts compares the live catalog with db/privileges.json.
-- Neither role may UPDATE, DELETE or TRUNCATE audit_events; web may only INSERT into sealed_values, the runner only SELECT.
-- What others may do in any database by default: connect, make temporary tables, execute whatever function is made.
DO $$ BEGIN
  EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC, tacit_web, tacit_runner', current_database());
  EXECUTE format('GRANT CONNECT ON DATABASE %I TO tacit_web, tacit_runner', current_database());
END $$;
ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
REVOKE ALL ON SCHEMA public FROM PUBLIC, tacit_web, tacit_runner;
REVOKE ALL ON ALL TABLES IN SCHEMA public FROM PUBLIC, tacit_web, tacit_runner;
REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM PUBLIC, tacit_web, tacit_runner;
REVOKE ALL ON ALL FUNCTIONS IN SCHEMA public FROM PUBLIC, tacit_web, tacit_runner;
REVOKE ALL ON SCHEMA pgboss FROM PUBLIC, tacit_web, tacit_runner;
REVOKE ALL ON ALL TABLES IN SCHEMA pgboss FROM PUBLIC, tacit_web, tacit_runner;
REVOKE ALL ON ALL SEQUENCES IN SCHEMA pgboss FROM PUBLIC, tacit_web, tacit_runner;
REVOKE ALL ON ALL FUNCTIONS IN SCHEMA pgboss FROM PUBLIC, tacit_web, tacit_runner;
GRANT USAGE ON SCHEMA public, pgboss TO tacit_web, tacit_runner;
-- Nobody may execute the triggers' functions: that right is asked for when a trigger is made, not when it fires.

-- An UPDATE is granted on the columns that the code sets, and on nothing else: neither role can rewrite who made what when,
-- move a row to another workspace, or rename a secret under its sealed bytes.

-- web: people
GRANT SELECT, INSERT ON users, password_hashes, invitations, workspaces TO tacit_web;
GRANT SELECT, INSERT, DELETE ON sessions, memberships, rate_limits TO tacit_web;
GRANT SELECT ON password_resets, setup_codes TO tacit_web;
GRANT UPDATE (name) ON users TO tacit_web;
GRANT UPDATE (hash, updated_at) ON password_hashes TO tacit_web;
GRANT UPDATE (accepted_at, revoked_at) ON invitations TO tacit_web;
GRANT UPDATE (last_seen_at) ON sessions TO tacit_web;
GRANT UPDATE (role) ON memberships TO tacit_web;
GRANT UPDATE (attempts) ON rate_limits TO tacit_web;
GRANT UPDATE (used_at) ON password_resets, setup_codes TO tacit_web;

-- web: secrets
GRANT SELECT, INSERT ON secrets, secret_versions TO tacit_web;
GRANT UPDATE (title, description, revision, current_version, updated_by, updated_at, deleted_by, deleted_at)
  ON secrets TO tacit_web;
GRANT UPDATE (destroyed_at) ON secret_versions TO tacit_web;
GRANT INSERT ON sealed_values TO tacit_web;
GRANT SELECT ON key_checks TO tacit_web;

-- web: actions and runs
GRANT SELECT, INSERT, DELETE ON actions, action_secrets TO tacit_web;
GRANT UPDATE (name, revision, updated_by, updated_at) ON actions TO tacit_web;
GRANT SELECT, INSERT ON action_versions, runs TO tacit_web;
GRANT UPDATE (status, exit_reason, finished_at, cancel_requested_at, cancel_requested_by) ON runs TO tacit_web;
GRANT SELECT ON run_log_chunks, run_secret_reads, runners TO tacit_web;
GRANT SELECT, INSERT, DELETE ON idempotency_keys TO tacit_web;
GRANT SELECT, INSERT ON audit_events TO tacit_web;

-- web: putting a job into the queue
GRANT SELECT ON pgboss.version, pgboss.queue TO tacit_web;
GRANT SELECT (id, start_after), INSERT ON pgboss.job_common TO tacit_web;
GRANT EXECUTE ON FUNCTION pgboss.job_now() TO tacit_web;

-- runner
GRANT SELECT ON secrets, secret_versions, sealed_values, key_checks, workspaces, actions, action_versions TO tacit_runner;
GRANT UPDATE (last_used_at) ON secrets TO tacit_runner;
GRANT UPDATE (syntax_problem, syntax_checked_at) ON action_versions TO tacit_runner;
GRANT SELECT (id, name) ON users TO tacit_runner;
GRANT SELECT ON runs TO tacit_runner;
GRANT UPDATE (status, started_at, finished_at, exit_reason, error_message, error_line, result, log_bytes, log_truncated,
  runner_id, lease_expires_at) ON runs TO tacit_runner;
GRANT SELECT, INSERT ON run_log_chunks, run_secret_reads TO tacit_runner;
GRANT SELECT, INSERT, DELETE ON runners TO tacit_runner;
GRANT UPDATE (running, sandbox_problem, last_heartbeat_at, stopped_at) ON runners TO tacit_runner;
GRANT INSERT ON audit_events TO tacit_runner;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA pgboss TO tacit_runner;
GRANT EXECUTE ON FUNCTION pgboss.job_now() TO tacit_runner;
