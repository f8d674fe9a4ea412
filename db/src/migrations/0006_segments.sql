CREATE TABLE "document_segments" (
	"document_id" uuid NOT NULL,
	"from_sequence" bigint NOT NULL,
	"to_sequence" bigint NOT NULL,
	"course" "bytea" NOT NULL,
	"rows" "bytea" NOT NULL,
	"deletes" "bytea" NOT NULL,
	"update" "bytea" NOT NULL,
	"checksum" "bytea" NOT NULL,
	CONSTRAINT "document_segments_document_id_from_sequence_pk" PRIMARY KEY("document_id","from_sequence")
);
--> statement-breakpoint
CREATE TABLE "history_queue" (
	"document_id" uuid PRIMARY KEY NOT NULL,
	"organization_id" uuid NOT NULL,
	"due_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE INDEX "history_queue_by_due" ON "history_queue" USING btree ("due_at");--> statement-breakpoint
CREATE INDEX "versions_unsealed" ON "versions" USING btree ("id") WHERE "versions"."kind" = 'approval' and "versions"."seal_sha256" is null;--> statement-breakpoint
CREATE INDEX "versions_unnamed" ON "versions" USING btree ("created_at") WHERE "versions"."kind" not in ('named', 'approval');
--> statement-breakpoint
-- Compressed already: Postgres shall not try again.
ALTER TABLE document_segments
  ALTER COLUMN course SET STORAGE EXTERNAL, ALTER COLUMN rows SET STORAGE EXTERNAL,
  ALTER COLUMN deletes SET STORAGE EXTERNAL, ALTER COLUMN update SET STORAGE EXTERNAL;
--> statement-breakpoint
-- Segments are written through keep_segment and join_segments alone, as the log is through its one door.
GRANT SELECT ON document_segments, history_queue TO hamnevis_program;
--> statement-breakpoint
ALTER TABLE document_segments ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY tenant ON document_segments TO hamnevis_program
  USING (EXISTS (SELECT FROM document_heads h WHERE h.document_id = document_segments.document_id
                   AND h.organization_id = (SELECT current_tenant())));
--> statement-breakpoint
ALTER TABLE history_queue ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY tenant ON history_queue TO hamnevis_program
  USING (organization_id = (SELECT current_tenant()));
--> statement-breakpoint
-- Whatever grows, or comes back from the trash, has something to be done for its history. Whoever moves a head holds
-- its lock, and settle_history takes a document out under the same lock: none is missed in between. A document that
-- waits for something far away (folding, mostly) is drawn nearer once, not with each row.
CREATE FUNCTION touch_history() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM history_queue q WHERE q.document_id = NEW.document_id
                   AND q.due_at < now() + interval '2 minutes') THEN
    INSERT INTO history_queue AS q (document_id, organization_id) VALUES (NEW.document_id, NEW.organization_id)
      ON CONFLICT (document_id) DO UPDATE SET due_at = least(q.due_at, excluded.due_at);
  END IF;
  RETURN NULL;
END
$$;
--> statement-breakpoint
CREATE TRIGGER touch_history_of_new AFTER INSERT ON document_heads
  FOR EACH ROW WHEN (NEW.sequence > 0 AND NOT NEW.trashed) EXECUTE FUNCTION touch_history();
--> statement-breakpoint
CREATE TRIGGER touch_history AFTER UPDATE ON document_heads
  FOR EACH ROW WHEN (NOT NEW.trashed AND (NEW.sequence <> OLD.sequence OR OLD.trashed))
  EXECUTE FUNCTION touch_history();
--> statement-breakpoint
INSERT INTO history_queue (document_id, organization_id)
  SELECT document_id, organization_id FROM document_heads WHERE sequence > 0 AND NOT trashed;
--> statement-breakpoint
-- Takes up to p_limit documents that are due for p_lease_ms: a worker that dies leaves them to the next.
CREATE FUNCTION take_due_history(p_limit integer, p_lease_ms bigint)
RETURNS TABLE (document_id uuid, organization_id uuid)
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  UPDATE history_queue q SET due_at = now() + p_lease_ms * interval '1 millisecond'
  FROM (SELECT d.document_id FROM history_queue d WHERE d.due_at <= now()
        ORDER BY d.due_at LIMIT p_limit FOR UPDATE SKIP LOCKED) due
  WHERE q.document_id = due.document_id
  RETURNING q.document_id, q.organization_id
$$;
--> statement-breakpoint
-- Where a document stands with everything that is done for its history; no row once it is gone. Times are of rows
-- that may be in segments by now, and are null then: they are old enough for everything.
CREATE FUNCTION history_standing(p_document_id uuid, p_batch integer)
RETURNS TABLE (sequence bigint, trashed boolean, version_sequence bigint, authorship_sequence bigint,
               folded_to bigint, unversioned_since timestamptz, last_at timestamptz, last_writer uuid,
               batch_ended_at timestamptz, database_now timestamptz)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_column
BEGIN
  RETURN QUERY
    SELECT h.sequence, h.trashed, v.sequence, coalesce(a.sequence, 0), coalesce(s.to_sequence, 0),
      (SELECT u.created_at FROM document_updates u
         WHERE u.document_id = p_document_id AND u.sequence = coalesce(v.sequence, 1) + 1),
      last.created_at, coalesce(p.id, d.created_by),
      (SELECT u.created_at FROM document_updates u
         WHERE u.document_id = p_document_id AND u.sequence = coalesce(s.to_sequence, 0) + p_batch),
      now()
    FROM document_heads h
    JOIN documents d ON d.id = h.document_id
    LEFT JOIN LATERAL (SELECT n.sequence FROM versions n WHERE n.document_id = h.document_id
                       ORDER BY n.number DESC LIMIT 1) v ON true
    LEFT JOIN document_authorship a ON a.document_id = h.document_id
    LEFT JOIN LATERAL (SELECT g.to_sequence FROM document_segments g WHERE g.document_id = h.document_id
                       ORDER BY g.from_sequence DESC LIMIT 1) s ON true
    LEFT JOIN document_updates last ON last.document_id = h.document_id AND last.sequence = h.sequence
    LEFT JOIN people p ON p.id = last.actor_id
    WHERE h.document_id = p_document_id;
END
$$;
--> statement-breakpoint
-- Says when to look at a document again; null takes it out. One that grew since p_seen is looked at soon.
CREATE FUNCTION settle_history(p_document_id uuid, p_seen bigint, p_due_in_ms bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  v_sequence bigint;
BEGIN
  SELECT h.sequence INTO v_sequence FROM document_heads h WHERE h.document_id = p_document_id FOR UPDATE;
  IF v_sequence IS NOT NULL AND v_sequence <> p_seen THEN
    UPDATE history_queue q SET due_at = now() + least(p_due_in_ms, 120000) * interval '1 millisecond'
      WHERE q.document_id = p_document_id;
  ELSIF p_due_in_ms IS NULL THEN
    DELETE FROM history_queue q WHERE q.document_id = p_document_id;
  ELSE
    UPDATE history_queue q SET due_at = now() + p_due_in_ms * interval '1 millisecond'
      WHERE q.document_id = p_document_id;
  END IF;
END
$$;
--> statement-breakpoint
DROP FUNCTION due_versions(bigint, bigint, integer);
--> statement-breakpoint
DROP FUNCTION behind_authorship(bigint, integer);
--> statement-breakpoint
DROP FUNCTION load_log(uuid, bigint, bigint);
--> statement-breakpoint
-- What a document is built from, of one moment, in order: the newest snapshot below p_below, the segments that go
-- beyond it, the rows after them, and the head's sequence, so that a log with a hole in it is never taken for a
-- shorter text.
CREATE FUNCTION load_log(p_document_id uuid, p_up_to bigint, p_below bigint)
RETURNS TABLE (part text, log_sequence bigint, from_sequence bigint, bytes bytea, checksum bytea,
               course bytea, segment_rows bytea, deletes bytea)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_column
DECLARE
  v_at bigint := 0;
BEGIN
  FOR part, log_sequence, from_sequence, bytes, checksum IN
    SELECT 'snapshot', s.sequence, 1, s.state, s.checksum FROM document_snapshots s
    WHERE s.document_id = p_document_id AND s.sequence <= p_up_to AND s.sequence < p_below
    ORDER BY s.sequence DESC LIMIT 1
  LOOP
    v_at := log_sequence;
    RETURN NEXT;
  END LOOP;
  FOR part, log_sequence, from_sequence, bytes, checksum, course, segment_rows, deletes IN
    SELECT 'segment', g.to_sequence, g.from_sequence, g.update, g.checksum, g.course, g.rows, g.deletes
    FROM document_segments g
    WHERE g.document_id = p_document_id AND g.to_sequence > v_at AND g.from_sequence <= p_up_to
    ORDER BY g.from_sequence
  LOOP
    v_at := log_sequence;
    RETURN NEXT;
  END LOOP;
  RETURN QUERY SELECT 'row', u.sequence, u.sequence, u.update, NULL::bytea, NULL::bytea, NULL::bytea, NULL::bytea
    FROM document_updates u
    WHERE u.document_id = p_document_id AND u.sequence > v_at AND u.sequence <= p_up_to ORDER BY u.sequence;
  RETURN QUERY SELECT 'head', h.sequence, h.sequence, NULL::bytea, NULL::bytea, NULL::bytea, NULL::bytea, NULL::bytea
    FROM document_heads h WHERE h.document_id = p_document_id;
END
$$;
--> statement-breakpoint
-- Segments of a document that begin in a range, whole, in order.
CREATE FUNCTION segments_of(p_document_id uuid, p_from bigint, p_to bigint)
RETURNS TABLE (from_sequence bigint, to_sequence bigint, course bytea, rows bytea, deletes bytea, update bytea,
               checksum bytea)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_column
BEGIN
  RETURN QUERY SELECT g.from_sequence, g.to_sequence, g.course, g.rows, g.deletes, g.update, g.checksum
    FROM document_segments g
    WHERE g.document_id = p_document_id AND g.from_sequence BETWEEN p_from AND p_to ORDER BY g.from_sequence;
END
$$;
--> statement-breakpoint
-- The segment that holds the row after p_after; none when that row is not folded.
CREATE FUNCTION segment_after(p_document_id uuid, p_after bigint)
RETURNS TABLE (from_sequence bigint, to_sequence bigint, course bytea, rows bytea, deletes bytea, update bytea,
               checksum bytea)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_column
BEGIN
  RETURN QUERY SELECT g.from_sequence, g.to_sequence, g.course, g.rows, g.deletes, g.update, g.checksum
    FROM document_segments g
    WHERE g.document_id = p_document_id AND g.to_sequence > p_after AND g.from_sequence <= p_after + 1;
END
$$;
--> statement-breakpoint
-- The time line of what is folded.
CREATE FUNCTION course_of(p_document_id uuid) RETURNS TABLE (to_sequence bigint, course bytea)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_column
BEGIN
  RETURN QUERY SELECT g.to_sequence, g.course FROM document_segments g
    WHERE g.document_id = p_document_id ORDER BY g.from_sequence;
END
$$;
--> statement-breakpoint
-- Puts a segment in the place of exactly the rows that it was made of: p_digest is the SHA-256 over their bytes.
-- False when somebody else folded them meanwhile. The newest row always stays, for nodes that follow the log. Full
-- states that were kept so that versions below open fast are not needed any more.
CREATE FUNCTION keep_segment(p_document_id uuid, p_from bigint, p_to bigint, p_course bytea, p_rows bytea,
                             p_deletes bytea, p_update bytea, p_checksum bytea, p_digest bytea) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  v_digest bytea;
  v_count bigint;
BEGIN
  SELECT sha256(string_agg(u.update, ''::bytea ORDER BY u.sequence)), count(*) INTO v_digest, v_count
    FROM document_updates u WHERE u.document_id = p_document_id AND u.sequence BETWEEN p_from AND p_to;
  IF v_count = 0 THEN
    RETURN false;
  END IF;
  IF v_count <> p_to - p_from + 1 OR v_digest <> p_digest THEN
    RAISE EXCEPTION 'rows % to % of document % are not those that were folded', p_from, p_to, p_document_id;
  END IF;
  IF p_from > 1 AND NOT EXISTS (SELECT FROM document_segments g
                                WHERE g.document_id = p_document_id AND g.to_sequence = p_from - 1) THEN
    RAISE EXCEPTION 'the segment before row % of document % is missing', p_from, p_document_id;
  END IF;
  IF NOT EXISTS (SELECT FROM document_updates u WHERE u.document_id = p_document_id AND u.sequence = p_to + 1) THEN
    RAISE EXCEPTION 'row % is the newest of document %: it stays', p_to, p_document_id;
  END IF;
  DELETE FROM document_updates u WHERE u.document_id = p_document_id AND u.sequence BETWEEN p_from AND p_to;
  GET DIAGNOSTICS v_count = ROW_COUNT;
  IF v_count = 0 THEN
    RETURN false;
  END IF;
  IF v_count <> p_to - p_from + 1 THEN
    RAISE EXCEPTION 'rows % to % of document % went away meanwhile', p_from, p_to, p_document_id;
  END IF;
  INSERT INTO document_segments (document_id, from_sequence, to_sequence, course, rows, deletes, update, checksum)
    VALUES (p_document_id, p_from, p_to, p_course, p_rows, p_deletes, p_update, p_checksum);
  DELETE FROM document_snapshots s WHERE s.document_id = p_document_id AND s.pinned AND s.sequence <= p_to
    AND s.sequence < (SELECT max(n.sequence) FROM document_snapshots n WHERE n.document_id = p_document_id);
  RETURN true;
END
$$;
--> statement-breakpoint
-- Puts one segment in the place of p_count neighbours; false when they are not there any more.
CREATE FUNCTION join_segments(p_document_id uuid, p_from bigint, p_to bigint, p_count integer, p_course bytea,
                              p_rows bytea, p_deletes bytea, p_update bytea, p_checksum bytea) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  v_count integer;
BEGIN
  DELETE FROM document_segments g
    WHERE g.document_id = p_document_id AND g.from_sequence >= p_from AND g.to_sequence <= p_to;
  GET DIAGNOSTICS v_count = ROW_COUNT;
  IF v_count = 0 THEN
    RETURN false;
  END IF;
  IF v_count <> p_count THEN
    RAISE EXCEPTION 'segments % to % of document % changed meanwhile', p_from, p_to, p_document_id;
  END IF;
  INSERT INTO document_segments (document_id, from_sequence, to_sequence, course, rows, deletes, update, checksum)
    VALUES (p_document_id, p_from, p_to, p_course, p_rows, p_deletes, p_update, p_checksum);
  RETURN true;
END
$$;
--> statement-breakpoint
-- Automatic versions from before a moment of which a later one of the same day (UTC) is kept as well, the oldest first.
CREATE FUNCTION thinnable_versions(p_before timestamptz, p_limit integer)
RETURNS TABLE (id uuid, organization_id uuid, document_id uuid, number integer)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT v.id, v.organization_id, v.document_id, v.number FROM versions v
  WHERE v.kind NOT IN ('named', 'approval') AND v.created_at < p_before
    AND EXISTS (SELECT FROM versions later
                WHERE later.document_id = v.document_id AND later.number > v.number
                  AND (later.created_at AT TIME ZONE 'UTC')::date = (v.created_at AT TIME ZONE 'UTC')::date)
  ORDER BY v.created_at LIMIT p_limit
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
