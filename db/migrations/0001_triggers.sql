-- Destroying a version deletes its sealed bytes. The function runs as the owner, because web may not even name a row of
-- sealed_values: setting destroyed_at is the only way, and there is no way back from it.
CREATE FUNCTION destroy_sealed_value() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  IF OLD.destroyed_at IS NOT NULL AND NEW.destroyed_at IS DISTINCT FROM OLD.destroyed_at THEN
    RAISE EXCEPTION 'a destroyed version stays destroyed' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF NEW.destroyed_at IS NOT NULL AND OLD.destroyed_at IS NULL THEN
    DELETE FROM public.sealed_values WHERE version_id = NEW.id;
  END IF;
  RETURN NULL;
END $$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION destroy_sealed_value() FROM PUBLIC;
--> statement-breakpoint
CREATE TRIGGER secret_versions_destroyed AFTER UPDATE OF destroyed_at ON secret_versions
  FOR EACH ROW EXECUTE FUNCTION destroy_sealed_value();
--> statement-breakpoint
-- Pages follow a run by these: whoever changes a run or adds to its log, the payload is the run's id and nothing else.
CREATE FUNCTION notify_run() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
BEGIN
  IF TG_TABLE_NAME = 'runs' THEN
    PERFORM pg_notify('tacit_run', NEW.id);
    IF TG_OP = 'UPDATE' AND NEW.cancel_requested_at IS NOT NULL AND OLD.cancel_requested_at IS NULL THEN
      PERFORM pg_notify('tacit_cancel', NEW.id);
    END IF;
  ELSE
    PERFORM pg_notify('tacit_run', NEW.run_id);
  END IF;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER runs_notify AFTER INSERT OR UPDATE OF status, cancel_requested_at, result, error_message ON runs
  FOR EACH ROW EXECUTE FUNCTION notify_run();
--> statement-breakpoint
CREATE TRIGGER run_log_chunks_notify AFTER INSERT ON run_log_chunks
  FOR EACH ROW EXECUTE FUNCTION notify_run();
--> statement-breakpoint
CREATE TRIGGER run_secret_reads_notify AFTER INSERT ON run_secret_reads
  FOR EACH ROW EXECUTE FUNCTION notify_run();
--> statement-breakpoint
-- Open streams end when the right to see them ends: the payload is the person whose sessions or memberships changed.
CREATE FUNCTION notify_access() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
BEGIN
  PERFORM pg_notify('tacit_access', OLD.user_id);
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER sessions_notify AFTER DELETE ON sessions FOR EACH ROW EXECUTE FUNCTION notify_access();
--> statement-breakpoint
CREATE TRIGGER memberships_notify AFTER UPDATE OR DELETE ON memberships FOR EACH ROW EXECUTE FUNCTION notify_access();
