-- What is over stays over, whoever writes: a tombstone is not brought back to life, a finished run is not told anew.
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
BEGIN
  RAISE EXCEPTION '% never changes again', TG_ARGV[0] USING ERRCODE = 'integrity_constraint_violation';
END $$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION refuse_change() FROM PUBLIC;
--> statement-breakpoint
CREATE TRIGGER secrets_deleted BEFORE UPDATE ON secrets
  FOR EACH ROW WHEN (OLD.deleted_at IS NOT NULL) EXECUTE FUNCTION refuse_change('a deleted secret');
--> statement-breakpoint
CREATE TRIGGER runs_finished BEFORE UPDATE ON runs
  FOR EACH ROW WHEN (OLD.status NOT IN ('queued', 'running')) EXECUTE FUNCTION refuse_change('a finished run');
--> statement-breakpoint
-- Bytes are added to a version that lives, and to the secret and workspace that it belongs to. The version is locked, so that a
-- destruction at the same moment comes before, and then refuses this, or after, and then takes these bytes along.
CREATE FUNCTION check_sealed_value() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  PERFORM FROM public.secret_versions
    WHERE id = NEW.version_id AND secret_id = NEW.secret_id AND workspace_id = NEW.workspace_id AND key_id = NEW.key_id
      AND destroyed_at IS NULL
    FOR SHARE;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'there is no such version to seal a value for' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION check_sealed_value() FROM PUBLIC;
--> statement-breakpoint
CREATE TRIGGER sealed_values_checked BEFORE INSERT ON sealed_values
  FOR EACH ROW EXECUTE FUNCTION check_sealed_value();
