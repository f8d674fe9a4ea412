CREATE TABLE "document_authorship" (
	"document_id" uuid PRIMARY KEY NOT NULL,
	"sequence" bigint NOT NULL,
	"checkpoint" "bytea" NOT NULL,
	"history" "bytea" NOT NULL,
	"checksum" "bytea" NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
-- Compressed already: Postgres shall not try again.
ALTER TABLE "document_authorship" ALTER COLUMN "history" SET STORAGE EXTERNAL;--> statement-breakpoint
ALTER TABLE "versions" ADD COLUMN "work" jsonb;--> statement-breakpoint
CREATE INDEX "versions_without_work" ON "versions" USING btree ("id") WHERE "versions"."work" is null;
--> statement-breakpoint
-- A checkpoint is written through keep_authorship alone, as the log is through its one door.
GRANT SELECT ON document_authorship TO hamnevis_program;
--> statement-breakpoint
ALTER TABLE document_authorship ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY tenant ON document_authorship TO hamnevis_program
  USING (EXISTS (SELECT FROM document_heads h WHERE h.document_id = document_authorship.document_id
                   AND h.organization_id = (SELECT current_tenant())));
--> statement-breakpoint
-- Rows of a document's log with what history needs of them: who, when, how.
CREATE FUNCTION history_rows(p_document_id uuid, p_after bigint, p_limit integer)
RETURNS TABLE (sequence bigint, update bytea, actor_id uuid, run_id uuid, kind text, created_at_ms bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_column
BEGIN
  RETURN QUERY SELECT u.sequence, u.update, u.actor_id, u.run_id, u.kind,
      floor(extract(epoch from u.created_at) * 1000)::bigint
    FROM document_updates u
    -- Bounded above, since sequences have no gaps: with a limit, a database without statistics sorts all the rest.
    WHERE u.document_id = p_document_id AND u.sequence > p_after AND u.sequence <= p_after + p_limit
    ORDER BY u.sequence;
END
$$;
--> statement-breakpoint
-- Whose the client ids of a document are.
CREATE FUNCTION clients_of(p_document_id uuid) RETURNS TABLE (client_id bigint, person_id uuid, run_id uuid)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_column
BEGIN
  RETURN QUERY SELECT c.client_id, c.person_id, c.run_id FROM document_clients c
    WHERE c.document_id = p_document_id;
END
$$;
--> statement-breakpoint
CREATE FUNCTION authorship_of(p_document_id uuid) RETURNS TABLE (checkpoint bytea, history bytea, checksum bytea)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_column
BEGIN
  RETURN QUERY SELECT a.checkpoint, a.history, a.checksum FROM document_authorship a
    WHERE a.document_id = p_document_id;
END
$$;
--> statement-breakpoint
-- Whoever came further meanwhile stays.
CREATE FUNCTION keep_authorship(p_document_id uuid, p_sequence bigint, p_checkpoint bytea, p_history bytea,
                                p_checksum bytea) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  INSERT INTO document_authorship (document_id, sequence, checkpoint, history, checksum)
    VALUES (p_document_id, p_sequence, p_checkpoint, p_history, p_checksum)
    ON CONFLICT (document_id) DO UPDATE SET sequence = excluded.sequence, checkpoint = excluded.checkpoint,
      history = excluded.history, checksum = excluded.checksum, updated_at = now()
    WHERE document_authorship.sequence < excluded.sequence;
END
$$;
--> statement-breakpoint
-- The one with this checksum, so that one written meanwhile stays.
CREATE FUNCTION drop_authorship(p_document_id uuid, p_checksum bytea) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  DELETE FROM document_authorship a WHERE a.document_id = p_document_id AND a.checksum = p_checksum;
END
$$;
--> statement-breakpoint
-- Documents whose checkpoint is more than p_rows behind their log, those furthest behind first, for the schedule.
CREATE FUNCTION behind_authorship(p_rows bigint, p_limit integer) RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT h.document_id FROM document_heads h LEFT JOIN document_authorship a USING (document_id)
  WHERE h.sequence - coalesce(a.sequence, 0) > p_rows AND NOT h.trashed
  ORDER BY h.sequence - coalesce(a.sequence, 0) DESC LIMIT p_limit
$$;
--> statement-breakpoint
-- Texts that grew since their newest version and have come to rest, or are being written for long; whoever wrote
-- last makes the version. For the schedule.
CREATE FUNCTION due_versions(p_rest_ms bigint, p_writing_ms bigint, p_limit integer)
RETURNS TABLE (document_id uuid, organization_id uuid, person_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT h.document_id, h.organization_id, coalesce(p.id, d.created_by)
  FROM document_heads h
  JOIN documents d ON d.id = h.document_id
  LEFT JOIN LATERAL (
    SELECT n.sequence FROM versions n WHERE n.document_id = h.document_id ORDER BY n.number DESC LIMIT 1) v ON true
  JOIN document_updates first
    ON first.document_id = h.document_id AND first.sequence = coalesce(v.sequence, 1) + 1
  JOIN document_updates last ON last.document_id = h.document_id AND last.sequence = h.sequence
  LEFT JOIN people p ON p.id = last.actor_id
  WHERE NOT h.trashed
    AND (last.created_at < now() - p_rest_ms * interval '1 millisecond'
      OR first.created_at < now() - p_writing_ms * interval '1 millisecond')
  LIMIT p_limit
$$;
--> statement-breakpoint
-- Versions of which it is not counted yet who wrote how much, for the schedule.
CREATE FUNCTION uncounted_versions(p_limit integer) RETURNS TABLE (id uuid, organization_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT v.id, v.organization_id FROM versions v WHERE v.work IS NULL ORDER BY v.id LIMIT p_limit
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
