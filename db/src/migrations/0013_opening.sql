ALTER TABLE "document_snapshots" ADD COLUMN "state_vector" "bytea";--> statement-breakpoint
ALTER TABLE "document_snapshots" ADD COLUMN "vector_checksum" "bytea";
--> statement-breakpoint
DROP FUNCTION load_log(uuid, bigint, bigint);
--> statement-breakpoint
-- As in 0006; beside a snapshot its vector.
CREATE FUNCTION load_log(p_document_id uuid, p_up_to bigint, p_below bigint)
RETURNS TABLE (part text, log_sequence bigint, from_sequence bigint, bytes bytea, checksum bytea,
               course bytea, segment_rows bytea, deletes bytea, state_vector bytea, vector_checksum bytea)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_column
DECLARE
  v_at bigint := 0;
BEGIN
  FOR part, log_sequence, from_sequence, bytes, checksum, state_vector, vector_checksum IN
    SELECT 'snapshot', s.sequence, 1, s.state, s.checksum, s.state_vector, s.vector_checksum
    FROM document_snapshots s
    WHERE s.document_id = p_document_id AND s.sequence <= p_up_to AND s.sequence < p_below
    ORDER BY s.sequence DESC LIMIT 1
  LOOP
    v_at := log_sequence;
    RETURN NEXT;
  END LOOP;
  state_vector := NULL;
  vector_checksum := NULL;
  FOR part, log_sequence, from_sequence, bytes, checksum, course, segment_rows, deletes IN
    SELECT 'segment', g.to_sequence, g.from_sequence, g.update, g.checksum, g.course, g.rows, g.deletes
    FROM document_segments g
    WHERE g.document_id = p_document_id AND g.to_sequence > v_at AND g.from_sequence <= p_up_to
    ORDER BY g.from_sequence
  LOOP
    v_at := log_sequence;
    RETURN NEXT;
  END LOOP;
  RETURN QUERY SELECT 'row', u.sequence, u.sequence, u.update, NULL::bytea, NULL::bytea, NULL::bytea, NULL::bytea,
                      NULL::bytea, NULL::bytea
    FROM document_updates u
    WHERE u.document_id = p_document_id AND u.sequence > v_at AND u.sequence <= p_up_to ORDER BY u.sequence;
  RETURN QUERY SELECT 'head', h.sequence, h.sequence, NULL::bytea, NULL::bytea, NULL::bytea, NULL::bytea,
                      NULL::bytea, NULL::bytea, NULL::bytea
    FROM document_heads h WHERE h.document_id = p_document_id;
END
$$;
--> statement-breakpoint
DROP FUNCTION fold_document(uuid, bigint, bytea, bytea, integer, integer);
--> statement-breakpoint
-- As in 0002, with the state's vector.
CREATE FUNCTION fold_document(p_document_id uuid, p_sequence bigint, p_state bytea, p_checksum bytea,
                              p_state_vector bytea, p_vector_checksum bytea, p_word_count integer, p_kept integer)
RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  INSERT INTO document_snapshots (document_id, sequence, state, checksum, state_vector, vector_checksum)
    VALUES (p_document_id, p_sequence, p_state, p_checksum, p_state_vector, p_vector_checksum)
    ON CONFLICT (document_id, sequence) DO UPDATE SET state = excluded.state, checksum = excluded.checksum,
      state_vector = excluded.state_vector, vector_checksum = excluded.vector_checksum;
  DELETE FROM document_snapshots d WHERE d.document_id = p_document_id AND NOT d.pinned AND d.sequence < (
    SELECT min(newest.sequence) FROM (
      SELECT s.sequence FROM document_snapshots s WHERE s.document_id = p_document_id AND NOT s.pinned
      ORDER BY s.sequence DESC LIMIT p_kept) newest);
  UPDATE documents SET word_count = p_word_count, updated_at = coalesce(
      (SELECT u.created_at FROM document_updates u
       WHERE u.document_id = p_document_id AND u.sequence = p_sequence), updated_at)
    WHERE id = p_document_id;
END
$$;
--> statement-breakpoint
-- Whose each ticket is, how they stand in its document, and where that document's log stands: one statement for all
-- who come at once, so of one moment. A ticket that does not hold is missing; without a standing there is no access.
CREATE FUNCTION ticket_admissions(p_token_hashes bytea[], p_document_ids uuid[])
RETURNS TABLE (place integer, person_id uuid, session_id uuid, read_only boolean, run_id uuid, attempt integer,
               schema_version integer, organization_id uuid, status text, epoch bigint, role text,
               member_epoch bigint, name text, color text, sequence bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_column
BEGIN
  RETURN QUERY SELECT a.place::integer, t.person_id, t.session_id, t.read_only, t.run_id, t.attempt,
      t.schema_version, s.organization_id, s.status, s.epoch, s.role, s.member_epoch, s.name, s.color, s.sequence
    FROM unnest(p_token_hashes, p_document_ids) WITH ORDINALITY a(token_hash, document_id, place)
    JOIN collab_tickets t ON t.token_hash = a.token_hash AND t.document_id = a.document_id AND t.expires_at > now()
    LEFT JOIN LATERAL (
      SELECT d.organization_id, d.status, h.epoch, m.role, m.epoch AS member_epoch, p.name, p.color, h.sequence
      FROM documents d
      JOIN document_heads h ON h.document_id = d.id AND NOT h.trashed
      JOIN members m ON m.organization_id = d.organization_id AND m.suspended_at IS NULL
      JOIN people p ON p.id = m.person_id
      WHERE d.id = t.document_id AND m.person_id = t.person_id) s ON true;
END
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
