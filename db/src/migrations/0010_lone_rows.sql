-- The same door for a row that comes alone, as a keystroke in a quiet house does: of a person, in the epochs of their
-- admission, under client ids that are bound already. It costs less than half of a batch of one. Whatever is out of the
-- ordinary goes to the batch's function, so that it is judged in one place.
CREATE FUNCTION append_updates(
  p_wait boolean,
  p_document_id uuid,
  p_request_id uuid,
  p_update bytea,
  p_actor_id uuid,
  p_epoch bigint,
  p_member_epoch bigint,
  p_kind text,
  OUT row_index integer,
  OUT outcome text,
  OUT row_sequence bigint,
  OUT document_status text,
  OUT member_role text,
  OUT document_epoch bigint,
  OUT member_epoch bigint
)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_column
DECLARE
  v_organization uuid;
BEGIN
  -- The head is locked first and rights are read in a later statement, as there.
  SELECT h.organization_id, h.sequence + 1 INTO v_organization, row_sequence FROM document_heads h
    WHERE h.document_id = p_document_id AND h.epoch = p_epoch AND NOT h.trashed
    FOR UPDATE SKIP LOCKED;
  IF FOUND THEN
    PERFORM FROM members m
      WHERE m.organization_id = v_organization AND m.person_id = p_actor_id
        AND m.epoch = p_member_epoch AND m.suspended_at IS NULL;
    IF FOUND THEN
      INSERT INTO document_updates (document_id, sequence, request_id, update, actor_id, kind)
        VALUES (p_document_id, row_sequence, p_request_id, p_update, p_actor_id, p_kind)
        ON CONFLICT ON CONSTRAINT document_updates_request DO NOTHING;
      IF FOUND THEN
        UPDATE document_heads h SET sequence = row_sequence WHERE h.document_id = p_document_id;
        row_index := 1;
        outcome := 'ok';
        RETURN;
      END IF;
    END IF;
  END IF;
  SELECT * INTO row_index, outcome, row_sequence, document_status, member_role, document_epoch, member_epoch
    FROM append_updates(p_wait, ARRAY[p_document_id], ARRAY[p_request_id], ARRAY[p_update], ARRAY[p_actor_id],
      ARRAY[NULL]::uuid[], ARRAY[NULL]::integer[], ARRAY[p_epoch], ARRAY[p_member_epoch], ARRAY[p_kind], ARRAY['']);
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
