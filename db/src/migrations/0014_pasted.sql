ALTER TABLE "document_updates" ADD COLUMN "pasted" bytea;
--> statement-breakpoint
DROP FUNCTION append_updates(boolean, uuid[], uuid[], bytea[], uuid[], uuid[], integer[], bigint[], bigint[], text[],
                             text[]);
--> statement-breakpoint
-- As in 0001, with what of each row was pasted: empty where nothing was. Whoever has nothing to say of it leaves it out, as
-- the function for lone rows (0010) and an older program do.
CREATE FUNCTION append_updates(
  p_wait boolean,
  p_document_ids uuid[],
  p_request_ids uuid[],
  p_updates bytea[],
  p_actor_ids uuid[],
  p_run_ids uuid[],
  p_attempts integer[],
  p_epochs bigint[],
  p_member_epochs bigint[],
  p_kinds text[],
  p_client_ids text[],
  p_pasted bytea[] DEFAULT '{}'
) RETURNS TABLE (
  row_index integer,
  outcome text,
  row_sequence bigint,
  document_status text,
  member_role text,
  document_epoch bigint,
  member_epoch bigint
)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_column
DECLARE
  v_locked uuid[];
  v_document uuid;
  v_head document_heads%ROWTYPE;
  v_member members%ROWTYPE;
  v_run_attempt integer;
  v_run_status text;
  v_sequence bigint;
  v_known bigint;
  v_clients bigint[];
  v_bound integer;
  v_own integer;
  i integer;
BEGIN
  IF p_wait THEN
    SELECT array_agg(h.document_id) INTO v_locked FROM (
      SELECT document_id FROM document_heads WHERE document_id = ANY (p_document_ids)
      ORDER BY document_id FOR UPDATE) h;
  ELSE
    SELECT array_agg(h.document_id) INTO v_locked FROM (
      SELECT document_id FROM document_heads WHERE document_id = ANY (p_document_ids)
      ORDER BY document_id FOR UPDATE SKIP LOCKED) h;
  END IF;
  v_locked := coalesce(v_locked, '{}');

  FOR i IN SELECT n FROM generate_subscripts(p_document_ids, 1) n WHERE p_document_ids[n] <> ALL (v_locked) LOOP
    row_index := i;
    row_sequence := NULL; document_status := NULL; member_role := NULL; document_epoch := NULL; member_epoch := NULL;
    IF EXISTS (SELECT FROM document_heads h WHERE h.document_id = p_document_ids[i]) THEN
      outcome := 'busy';
    ELSE
      outcome := 'absent';
    END IF;
    RETURN NEXT;
  END LOOP;

  -- Document by document, and within each in the order of the batch.
  FOR i IN SELECT r.n FROM unnest(p_document_ids) WITH ORDINALITY r(document_id, n)
           WHERE r.document_id = ANY (v_locked) ORDER BY r.document_id, r.n LOOP
    row_index := i;
    row_sequence := NULL; document_status := NULL; member_role := NULL; document_epoch := NULL; member_epoch := NULL;

    IF v_document IS DISTINCT FROM p_document_ids[i] THEN
      IF v_sequence <> v_head.sequence THEN
        UPDATE document_heads h SET sequence = v_sequence WHERE h.document_id = v_document;
      END IF;
      v_document := p_document_ids[i];
      SELECT * INTO v_head FROM document_heads h WHERE h.document_id = v_document;
      v_sequence := v_head.sequence;
      v_member := NULL;
    END IF;

    SELECT u.sequence INTO v_known FROM document_updates u
      WHERE u.document_id = v_document AND u.request_id = p_request_ids[i];
    IF FOUND THEN
      outcome := 'known'; row_sequence := v_known;
      RETURN NEXT; CONTINUE;
    END IF;

    IF v_head.trashed THEN
      outcome := 'absent';
      RETURN NEXT; CONTINUE;
    END IF;

    IF p_run_ids[i] IS NOT NULL THEN
      SELECT r.attempt, r.status INTO v_run_attempt, v_run_status FROM ai_runs r
        WHERE r.id = p_run_ids[i] AND r.document_id = v_document;
      IF NOT FOUND OR v_run_attempt IS DISTINCT FROM p_attempts[i] OR v_run_status <> 'writing' THEN
        outcome := 'fenced';
        RETURN NEXT; CONTINUE;
      END IF;
    END IF;

    IF v_member.person_id IS DISTINCT FROM p_actor_ids[i] THEN
      SELECT * INTO v_member FROM members m
        WHERE m.organization_id = v_head.organization_id AND m.person_id = p_actor_ids[i];
    END IF;
    IF v_member.person_id IS NULL OR v_member.suspended_at IS NOT NULL
       OR v_member.epoch <> p_member_epochs[i] OR v_head.epoch <> p_epochs[i] THEN
      outcome := 'epoch';
      SELECT d.status INTO document_status FROM documents d WHERE d.id = v_document;
      document_epoch := v_head.epoch;
      IF v_member.suspended_at IS NULL THEN
        member_role := v_member.role;
        member_epoch := v_member.epoch;
      END IF;
      RETURN NEXT; CONTINUE;
    END IF;

    v_clients := string_to_array(nullif(p_client_ids[i], ''), ',')::bigint[];
    IF v_clients IS NOT NULL THEN
      SELECT count(*), count(*) FILTER (WHERE c.person_id = p_actor_ids[i] AND c.run_id IS NOT DISTINCT FROM p_run_ids[i])
        INTO v_bound, v_own FROM document_clients c
        WHERE c.document_id = v_document AND c.client_id = ANY (v_clients);
      IF v_bound = v_own AND v_bound < cardinality(v_clients) THEN
        INSERT INTO document_clients (document_id, client_id, person_id, run_id)
          SELECT v_document, c, p_actor_ids[i], p_run_ids[i] FROM unnest(v_clients) c
          ON CONFLICT DO NOTHING;
        -- An awareness frame binds without the head's lock: whoever came first in between is seen now.
        SELECT count(*), count(*) FILTER (WHERE c.person_id = p_actor_ids[i] AND c.run_id IS NOT DISTINCT FROM p_run_ids[i])
          INTO v_bound, v_own FROM document_clients c
          WHERE c.document_id = v_document AND c.client_id = ANY (v_clients);
      END IF;
      IF v_bound <> v_own THEN
        outcome := 'foreign';
        RETURN NEXT; CONTINUE;
      END IF;
    END IF;

    v_sequence := v_sequence + 1;
    INSERT INTO document_updates (document_id, sequence, request_id, update, actor_id, run_id, kind, pasted)
      VALUES (v_document, v_sequence, p_request_ids[i], p_updates[i], p_actor_ids[i], p_run_ids[i], p_kinds[i],
              nullif(p_pasted[i], ''));
    outcome := 'ok'; row_sequence := v_sequence;
    RETURN NEXT;
  END LOOP;

  IF v_sequence <> v_head.sequence THEN
    UPDATE document_heads h SET sequence = v_sequence WHERE h.document_id = v_document;
  END IF;
END
$$;
--> statement-breakpoint
DROP FUNCTION history_rows(uuid, bigint, integer);
--> statement-breakpoint
-- Rows of a document's log with what history needs of them: who, when, how, and which letters were pasted.
CREATE FUNCTION history_rows(p_document_id uuid, p_after bigint, p_limit integer)
RETURNS TABLE (sequence bigint, update bytea, actor_id uuid, run_id uuid, kind text, created_at_ms bigint,
               pasted bytea)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_column
BEGIN
  RETURN QUERY SELECT u.sequence, u.update, u.actor_id, u.run_id, u.kind,
      floor(extract(epoch from u.created_at) * 1000)::bigint, u.pasted
    FROM document_updates u
    -- Bounded above, since sequences have no gaps: with a limit, a database without statistics sorts all the rest.
    WHERE u.document_id = p_document_id AND u.sequence > p_after AND u.sequence <= p_after + p_limit
    ORDER BY u.sequence;
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
