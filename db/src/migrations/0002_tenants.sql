-- Row-level security, the second wall behind the queries' own conditions. The programs work as the role
-- hamnevis_program; it sees the rows of the one organization that its transaction named in `app.tenant`, and none
-- without. What must be read before a tenant is known, or for several at once, has a narrow function below. The
-- tables that stand outside and the functions that see past the wall are listed in schema/tenant-exemptions.ts,
-- and a test holds the catalogue against that list.
DO $$
BEGIN
  -- Roles belong to the whole cluster: another database of it may have made it, or is making it right now.
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'hamnevis_program') THEN
    CREATE ROLE hamnevis_program NOLOGIN;
  END IF;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
END
$$;
--> statement-breakpoint
DO $$
BEGIN
  -- Whoever migrates is, in most places, whom the programs connect as. (A superuser may take every role.)
  IF NOT pg_has_role(current_user, 'hamnevis_program', 'MEMBER') THEN
    EXECUTE format('GRANT hamnevis_program TO %I', current_user);
  END IF;
END
$$;
--> statement-breakpoint
GRANT USAGE ON SCHEMA public TO hamnevis_program;
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON
  organizations, members, invitations, workspaces, projects, documents, document_snapshots, versions, ai_runs,
  ai_run_output, people, sessions, one_time_codes, setup_links, collab_tickets, idempotency_keys
  TO hamnevis_program;
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE ON document_heads TO hamnevis_program;
--> statement-breakpoint
-- What was written stays as it was written.
GRANT SELECT, INSERT ON transitions, audit_events TO hamnevis_program;
--> statement-breakpoint
-- The log has one door, append_updates, and client ids are bound there or in bind_client.
GRANT SELECT ON document_updates, document_clients TO hamnevis_program;
--> statement-breakpoint
-- After a transaction the setting is '', not absent.
CREATE FUNCTION current_tenant() RETURNS uuid
LANGUAGE sql STABLE AS $$ SELECT nullif(current_setting('app.tenant', true), '')::uuid $$;
--> statement-breakpoint
DO $$
DECLARE
  v_table text;
BEGIN
  FOREACH v_table IN ARRAY ARRAY['members', 'invitations', 'workspaces', 'projects', 'documents', 'document_heads',
                                 'versions', 'transitions', 'ai_runs'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', v_table);
    EXECUTE format('CREATE POLICY tenant ON %I TO hamnevis_program
                    USING (organization_id = (SELECT current_tenant()))', v_table);
  END LOOP;
  FOREACH v_table IN ARRAY ARRAY['document_updates', 'document_snapshots', 'document_clients'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', v_table);
    EXECUTE format('CREATE POLICY tenant ON %1$I TO hamnevis_program
                    USING (EXISTS (SELECT FROM document_heads h WHERE h.document_id = %1$I.document_id
                                     AND h.organization_id = (SELECT current_tenant())))', v_table);
  END LOOP;
END
$$;
--> statement-breakpoint
ALTER TABLE organizations ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY tenant ON organizations TO hamnevis_program USING (id = (SELECT current_tenant()));
--> statement-breakpoint
ALTER TABLE ai_run_output ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY tenant ON ai_run_output TO hamnevis_program
  USING (EXISTS (SELECT FROM ai_runs r WHERE r.id = ai_run_output.run_id
                   AND r.organization_id = (SELECT current_tenant())));
--> statement-breakpoint
ALTER TABLE audit_events ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY tenant ON audit_events FOR SELECT TO hamnevis_program
  USING (organization_id = (SELECT current_tenant()));
--> statement-breakpoint
-- A sign-in belongs to no organization: it is written down all the same, and only the owner reads it.
CREATE POLICY record ON audit_events FOR INSERT TO hamnevis_program
  WITH CHECK (organization_id IS NULL OR organization_id = (SELECT current_tenant()));
--> statement-breakpoint
-- The organization of a thing, for a member of it who is not suspended; null for everybody else.
CREATE FUNCTION tenant_of(p_kind text, p_id uuid, p_person_id uuid) RETURNS uuid
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  v_tenant uuid;
BEGIN
  CASE p_kind
    WHEN 'document' THEN SELECT organization_id INTO v_tenant FROM documents WHERE id = p_id;
    WHEN 'workspace' THEN SELECT organization_id INTO v_tenant FROM workspaces WHERE id = p_id;
    WHEN 'project' THEN SELECT organization_id INTO v_tenant FROM projects WHERE id = p_id;
    WHEN 'version' THEN SELECT organization_id INTO v_tenant FROM versions WHERE id = p_id;
    WHEN 'ai-run' THEN SELECT organization_id INTO v_tenant FROM ai_runs WHERE id = p_id;
  END CASE;
  IF NOT EXISTS (SELECT FROM members WHERE organization_id = v_tenant AND person_id = p_person_id
                   AND suspended_at IS NULL) THEN
    RETURN NULL;
  END IF;
  RETURN v_tenant;
END
$$;
--> statement-breakpoint
-- For the worker: a job in the queue knows its run and nothing else.
CREATE FUNCTION tenant_of_run(p_run_id uuid) RETURNS uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT organization_id FROM ai_runs WHERE id = p_run_id
$$;
--> statement-breakpoint
-- Whoever holds the token of an invitation may know whose it is.
CREATE FUNCTION tenant_of_invitation(p_token_hash bytea) RETURNS uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT organization_id FROM invitations WHERE token_hash = p_token_hash
$$;
--> statement-breakpoint
CREATE FUNCTION organizations_of(p_person_id uuid)
RETURNS TABLE (id uuid, name text, slug text, created_at timestamptz, role text, joined_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT o.id, o.name, o.slug, o.created_at, m.role, m.created_at
  FROM members m JOIN organizations o ON o.id = m.organization_id
  WHERE m.person_id = p_person_id AND m.suspended_at IS NULL
$$;
--> statement-breakpoint
-- Whether an invitation that can still be accepted names this number or address; not whose it is.
CREATE FUNCTION is_invited(p_channel text, p_address text, p_now timestamptz) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT EXISTS (SELECT FROM invitations
                 WHERE CASE p_channel WHEN 'phone' THEN phone WHEN 'email' THEN email END = p_address
                   AND accepted_at IS NULL AND expires_at > p_now)
$$;
--> statement-breakpoint
CREATE FUNCTION has_organizations() RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT EXISTS (SELECT FROM organizations)
$$;
--> statement-breakpoint
-- Runs that wait or write since before a moment, for the sweep.
CREATE FUNCTION open_runs(p_before timestamptz) RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT id FROM ai_runs WHERE status IN ('queued', 'writing') AND created_at < p_before ORDER BY id
$$;
--> statement-breakpoint
-- Approvals whose seal is not computed yet, for the sweep.
CREATE FUNCTION unsealed_versions(p_limit integer) RETURNS TABLE (id uuid, organization_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT v.id, v.organization_id FROM versions v
  WHERE v.kind = 'approval' AND v.seal_sha256 IS NULL ORDER BY v.id LIMIT p_limit
$$;
--> statement-breakpoint
-- The newest snapshot below p_below and the log after it, up to p_up_to, in one statement.
CREATE FUNCTION load_log(p_document_id uuid, p_up_to bigint, p_below bigint)
RETURNS TABLE (log_sequence bigint, bytes bytea, checksum bytea)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_column
BEGIN
  RETURN QUERY
    WITH snapshot AS (
      SELECT s.sequence, s.state, s.checksum FROM document_snapshots s
      WHERE s.document_id = p_document_id AND s.sequence <= p_up_to AND s.sequence < p_below
      ORDER BY s.sequence DESC LIMIT 1)
    SELECT snapshot.sequence, snapshot.state, snapshot.checksum FROM snapshot
    UNION ALL
    SELECT u.sequence, u.update, NULL::bytea FROM document_updates u
    WHERE u.document_id = p_document_id AND u.sequence <= p_up_to
      AND u.sequence > coalesce((SELECT snapshot.sequence FROM snapshot), 0)
    ORDER BY 1, 3 NULLS LAST;
END
$$;
--> statement-breakpoint
-- What a node lacks of a document's log.
CREATE FUNCTION follow_log(p_document_id uuid, p_after bigint)
RETURNS TABLE (sequence bigint, update bytea, actor_id uuid, run_id uuid)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_column
BEGIN
  RETURN QUERY SELECT u.sequence, u.update, u.actor_id, u.run_id FROM document_updates u
    WHERE u.document_id = p_document_id AND u.sequence > p_after ORDER BY u.sequence;
END
$$;
--> statement-breakpoint
-- Writes a snapshot, removes unpinned ones older than the newest p_kept, and tells the library about it.
CREATE FUNCTION fold_document(p_document_id uuid, p_sequence bigint, p_state bytea, p_checksum bytea,
                              p_word_count integer, p_kept integer) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  INSERT INTO document_snapshots (document_id, sequence, state, checksum)
    VALUES (p_document_id, p_sequence, p_state, p_checksum)
    ON CONFLICT (document_id, sequence) DO UPDATE SET state = excluded.state, checksum = excluded.checksum;
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
-- How these people stand in a document: one statement, so of one moment.
CREATE FUNCTION standings_in(p_document_id uuid, p_person_ids uuid[])
RETURNS TABLE (organization_id uuid, status text, epoch bigint, role text, member_epoch bigint, person_id uuid,
               name text, color text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_column
BEGIN
  RETURN QUERY SELECT d.organization_id, d.status, h.epoch, m.role, m.epoch, p.id, p.name, p.color
    FROM documents d
    JOIN document_heads h ON h.document_id = d.id AND NOT h.trashed
    JOIN members m ON m.organization_id = d.organization_id AND m.suspended_at IS NULL
    JOIN people p ON p.id = m.person_id
    WHERE d.id = p_document_id AND m.person_id = ANY (p_person_ids);
END
$$;
--> statement-breakpoint
CREATE FUNCTION heads_of(p_document_ids uuid[]) RETURNS TABLE (document_id uuid, sequence bigint, epoch bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_column
BEGIN
  RETURN QUERY SELECT h.document_id, h.sequence, h.epoch FROM document_heads h
    WHERE h.document_id = ANY (p_document_ids) AND NOT h.trashed;
END
$$;
--> statement-breakpoint
CREATE FUNCTION member_epochs_of(p_person_ids uuid[])
RETURNS TABLE (organization_id uuid, person_id uuid, epoch bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_column
BEGIN
  RETURN QUERY SELECT m.organization_id, m.person_id, m.epoch FROM members m
    WHERE m.person_id = ANY (p_person_ids) AND m.suspended_at IS NULL;
END
$$;
--> statement-breakpoint
-- Binds a client id to its first user and answers whether that is this one.
CREATE FUNCTION bind_client(p_document_id uuid, p_client_id bigint, p_person_id uuid, p_run_id uuid) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  INSERT INTO document_clients (document_id, client_id, person_id, run_id)
    VALUES (p_document_id, p_client_id, p_person_id, p_run_id) ON CONFLICT DO NOTHING;
  RETURN EXISTS (SELECT FROM document_clients c WHERE c.document_id = p_document_id AND c.client_id = p_client_id
                   AND c.person_id = p_person_id AND c.run_id IS NOT DISTINCT FROM p_run_id);
END
$$;
--> statement-breakpoint
DO $$
DECLARE
  v_function regprocedure;
BEGIN
  -- Everybody may call a new function unless it is taken from them.
  FOR v_function IN SELECT p.oid::regprocedure FROM pg_proc p
    WHERE p.pronamespace = 'public'::regnamespace AND p.prosecdef LOOP
    EXECUTE format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', v_function);
    EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO hamnevis_program', v_function);
  END LOOP;
END
$$;
