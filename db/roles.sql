-- What web and the runner may do, whole: everything is taken away first, so that this file is the truth after each migration.
-- db/privileges.db.test.ts compares the live catalog with db/privileges.json.
-- Neither role may UPDATE, DELETE or TRUNCATE audit_events; web may only INSERT into sealed_values, the runner only SELECT.
REVOKE ALL ON SCHEMA public FROM PUBLIC;
REVOKE ALL ON ALL TABLES IN SCHEMA public FROM PUBLIC, tacit_web, tacit_runner;
REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM PUBLIC, tacit_web, tacit_runner;
REVOKE ALL ON ALL FUNCTIONS IN SCHEMA public FROM PUBLIC, tacit_web, tacit_runner;
REVOKE ALL ON SCHEMA pgboss FROM PUBLIC, tacit_web, tacit_runner;
REVOKE ALL ON ALL TABLES IN SCHEMA pgboss FROM PUBLIC, tacit_web, tacit_runner;
REVOKE ALL ON ALL SEQUENCES IN SCHEMA pgboss FROM PUBLIC, tacit_web, tacit_runner;
REVOKE ALL ON ALL FUNCTIONS IN SCHEMA pgboss FROM PUBLIC, tacit_web, tacit_runner;
GRANT USAGE ON SCHEMA public, pgboss TO tacit_web, tacit_runner;

-- Trigger functions are checked when a trigger is made, not when it fires; these only notify.
GRANT EXECUTE ON FUNCTION notify_run(), notify_access(), notify_syntax() TO tacit_web, tacit_runner;

-- web: people
GRANT SELECT, INSERT, UPDATE ON users, password_hashes, invitations, workspaces TO tacit_web;
GRANT SELECT, INSERT, UPDATE, DELETE ON sessions, memberships, rate_limits TO tacit_web;
GRANT SELECT, UPDATE ON password_resets, setup_codes TO tacit_web;

-- web: secrets
GRANT SELECT, INSERT, UPDATE ON secrets, secret_versions TO tacit_web;
GRANT INSERT ON sealed_values TO tacit_web;
GRANT SELECT ON key_checks TO tacit_web;

-- web: actions and runs
GRANT SELECT, INSERT, UPDATE, DELETE ON actions, action_secrets TO tacit_web;
GRANT SELECT, INSERT ON action_versions TO tacit_web;
GRANT SELECT, INSERT, UPDATE ON runs TO tacit_web;
GRANT SELECT ON run_log_chunks, run_secret_reads, runners TO tacit_web;
GRANT SELECT, INSERT, DELETE ON idempotency_keys TO tacit_web;
GRANT SELECT, INSERT ON audit_events TO tacit_web;

-- web: putting a job into the queue
GRANT SELECT ON pgboss.version, pgboss.queue TO tacit_web;
GRANT SELECT, INSERT ON pgboss.job, pgboss.job_common TO tacit_web;
GRANT EXECUTE ON FUNCTION pgboss.job_now() TO tacit_web;

-- runner
GRANT SELECT ON secrets, secret_versions, sealed_values, key_checks, workspaces, actions, action_versions TO tacit_runner;
GRANT UPDATE (last_used_at) ON secrets TO tacit_runner;
GRANT UPDATE (syntax_problem, syntax_checked_at) ON action_versions TO tacit_runner;
GRANT SELECT (id, name) ON users TO tacit_runner;
GRANT SELECT, UPDATE ON runs TO tacit_runner;
GRANT SELECT, INSERT ON run_log_chunks, run_secret_reads TO tacit_runner;
GRANT SELECT, INSERT, UPDATE, DELETE ON runners TO tacit_runner;
GRANT INSERT ON audit_events TO tacit_runner;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA pgboss TO tacit_runner;
GRANT EXECUTE ON FUNCTION pgboss.job_now() TO tacit_runner;
