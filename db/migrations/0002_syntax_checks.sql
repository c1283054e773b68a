ALTER TABLE "action_versions" ADD COLUMN "syntax_checked_at" timestamp (3) with time zone;--> statement-breakpoint
-- Whoever waits for Python's verdict on a saved version hears it by this; the payload is the version's id.
CREATE FUNCTION notify_syntax() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
BEGIN
  PERFORM pg_notify('tacit_syntax', NEW.id);
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER action_versions_notify AFTER UPDATE OF syntax_checked_at ON action_versions
  FOR EACH ROW EXECUTE FUNCTION notify_syntax();
