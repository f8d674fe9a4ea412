CREATE TABLE "removed_files" (
	"id" uuid PRIMARY KEY NOT NULL
);
--> statement-breakpoint
ALTER TABLE "files" ADD COLUMN "unused_since" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "files" ADD COLUMN "look_at" timestamp with time zone;--> statement-breakpoint
CREATE INDEX "files_loose" ON "files" USING btree ("look_at") WHERE "files"."document_id" is null;--> statement-breakpoint
-- The worker lets go of files that nothing names any more; who a file belongs to may change with that.
GRANT DELETE ON files TO hamnevis_program;
--> statement-breakpoint
GRANT UPDATE (document_id, unused_since, look_at) ON files TO hamnevis_program;
--> statement-breakpoint
GRANT SELECT, DELETE ON removed_files TO hamnevis_program;
--> statement-breakpoint
-- However a row goes (its organization with it, too), its bytes are known to be somebody's work to remove.
CREATE FUNCTION note_removed_file() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  INSERT INTO removed_files (id) VALUES (OLD.id) ON CONFLICT DO NOTHING;
  RETURN NULL;
END
$$;
--> statement-breakpoint
CREATE TRIGGER note_removed_file AFTER DELETE ON files FOR EACH ROW EXECUTE FUNCTION note_removed_file();
--> statement-breakpoint
-- Organizations with files whose document is gone, and that are to be looked at by now.
CREATE FUNCTION loose_files_due(p_now timestamptz, p_limit integer) RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT DISTINCT f.organization_id FROM files f
  WHERE f.document_id IS NULL AND (f.look_at IS NULL OR f.look_at <= p_now) LIMIT p_limit
$$;
--> statement-breakpoint
DO $$
DECLARE
  v_function regprocedure;
BEGIN
  -- As in 0002: everybody may call a new function unless it is taken from them.
  FOR v_function IN SELECT p.oid::regprocedure FROM pg_proc p
    WHERE p.pronamespace = 'public'::regnamespace AND p.prosecdef LOOP
    EXECUTE format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', v_function);
    EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO hamnevis_program', v_function);
  END LOOP;
END
$$;
