CREATE TABLE "person_export_parts" (
	"export_id" uuid NOT NULL,
	"part" integer NOT NULL,
	"bytes" "bytea" NOT NULL,
	CONSTRAINT "person_export_parts_export_id_part_pk" PRIMARY KEY("export_id","part")
);
--> statement-breakpoint
CREATE TABLE "person_exports" (
	"id" uuid PRIMARY KEY NOT NULL,
	"person_id" uuid NOT NULL,
	"status" text DEFAULT 'queued' NOT NULL,
	"progress" integer DEFAULT 0 NOT NULL,
	"size_bytes" bigint,
	"link_hash" "bytea",
	"link_until" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp with time zone,
	CONSTRAINT "person_exports_link_hash_unique" UNIQUE("link_hash")
);
--> statement-breakpoint
CREATE TABLE "templates" (
	"id" uuid PRIMARY KEY NOT NULL,
	"organization_id" uuid NOT NULL,
	"workspace_id" uuid NOT NULL,
	"name" text NOT NULL,
	"description" text NOT NULL,
	"language" text NOT NULL,
	"content" jsonb NOT NULL,
	"created_by" uuid NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "documents" ADD COLUMN "title_key" text;--> statement-breakpoint
ALTER TABLE "documents" ADD COLUMN "assignee_id" uuid;--> statement-breakpoint
ALTER TABLE "documents" ADD COLUMN "due_on" date;--> statement-breakpoint
ALTER TABLE "invitations" ADD COLUMN "sent_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "invitations" ADD COLUMN "revoked_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "projects" ADD COLUMN "archived_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "workspaces" ADD COLUMN "approval_by_others" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "workspaces" ADD COLUMN "archived_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "person_export_parts" ADD CONSTRAINT "person_export_parts_export_id_person_exports_id_fk" FOREIGN KEY ("export_id") REFERENCES "public"."person_exports"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "person_exports" ADD CONSTRAINT "person_exports_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "templates" ADD CONSTRAINT "templates_workspace_id_workspaces_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspaces"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "templates" ADD CONSTRAINT "templates_created_by_people_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "person_exports_by_person" ON "person_exports" USING btree ("person_id","id");--> statement-breakpoint
CREATE INDEX "templates_by_workspace" ON "templates" USING btree ("workspace_id","id");--> statement-breakpoint
ALTER TABLE "documents" ADD CONSTRAINT "documents_assignee_id_people_id_fk" FOREIGN KEY ("assignee_id") REFERENCES "public"."people"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "documents_by_organization" ON "documents" USING btree ("organization_id","id");--> statement-breakpoint
CREATE INDEX "documents_by_change" ON "documents" USING btree ("organization_id","updated_at","id");--> statement-breakpoint
CREATE INDEX "documents_by_assignee" ON "documents" USING btree ("assignee_id") WHERE "documents"."assignee_id" is not null;
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON templates, person_exports, person_export_parts TO hamnevis_program;
--> statement-breakpoint
ALTER TABLE templates ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY tenant ON templates TO hamnevis_program USING (organization_id = (SELECT current_tenant()));
--> statement-breakpoint
CREATE OR REPLACE FUNCTION is_invited(p_channel text, p_address text, p_now timestamptz) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT EXISTS (SELECT FROM invitations
                 WHERE CASE p_channel WHEN 'phone' THEN phone WHEN 'email' THEN email END = p_address
                   AND accepted_at IS NULL AND revoked_at IS NULL AND expires_at > p_now)
$$;
--> statement-breakpoint
-- Whether a link that is bound to nobody can still be used: whoever holds it may be sent a code.
CREATE FUNCTION is_open_link(p_token_hash bytea, p_now timestamptz) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT EXISTS (SELECT FROM invitations WHERE token_hash = p_token_hash AND phone IS NULL AND email IS NULL
                   AND accepted_at IS NULL AND revoked_at IS NULL AND expires_at > p_now)
$$;
--> statement-breakpoint
-- What names this number or this address and can be accepted: whoever gave it must still be an active admin.
CREATE FUNCTION invitations_to(p_phone text, p_email text, p_now timestamptz)
RETURNS TABLE (id uuid, organization_id uuid, organization_name text, role text, expires_at timestamptz,
               host_id uuid, host_name text, host_color text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT i.id, o.id, o.name, i.role, i.expires_at, p.id, p.name, p.color
  FROM invitations i
  JOIN organizations o ON o.id = i.organization_id
  JOIN people p ON p.id = i.invited_by
  JOIN members m ON m.organization_id = i.organization_id AND m.person_id = i.invited_by
    AND m.role = 'admin' AND m.suspended_at IS NULL
  WHERE (i.phone = p_phone OR i.email = p_email)
    AND i.accepted_at IS NULL AND i.revoked_at IS NULL AND i.expires_at > p_now
  ORDER BY i.id DESC LIMIT 100
$$;
--> statement-breakpoint
-- Takes a document out of the world: its row, and every row of every table that names it. It must lie in the trash.
-- The tables are taken from the catalogue, so that one that is added later is not forgotten.
CREATE FUNCTION delete_document(p_document_id uuid) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  v_table name;
BEGIN
  PERFORM FROM document_heads h
    WHERE h.document_id = p_document_id AND h.organization_id = current_tenant() AND h.trashed FOR UPDATE;
  IF NOT FOUND THEN
    RETURN false;
  END IF;
  DELETE FROM documents d WHERE d.id = p_document_id;
  FOR v_table IN SELECT * FROM tables_with('document_id') LOOP
    EXECUTE format('DELETE FROM %I WHERE document_id = $1', v_table) USING p_document_id;
  END LOOP;
  RETURN true;
END
$$;
--> statement-breakpoint
CREATE FUNCTION tables_with(p_column name) RETURNS SETOF name
LANGUAGE sql STABLE AS $$
  SELECT c.relname FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
  WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND a.attname = p_column
    AND NOT a.attisdropped ORDER BY c.relname
$$;
--> statement-breakpoint
-- A program that still held a deleted document may write its snapshot or checkpoint late: that goes too.
CREATE FUNCTION delete_leftovers(p_since timestamptz) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  v_deleted uuid[];
  v_table name;
BEGIN
  SELECT array_agg(a.subject_id) INTO v_deleted FROM audit_events a
    WHERE a.action = 'document.delete-for-good' AND a.created_at > p_since
      AND NOT EXISTS (SELECT FROM documents d WHERE d.id = a.subject_id);
  IF v_deleted IS NULL THEN
    RETURN;
  END IF;
  FOR v_table IN SELECT * FROM tables_with('document_id') LOOP
    EXECUTE format('DELETE FROM %I WHERE document_id = ANY ($1)', v_table) USING v_deleted;
  END LOOP;
END
$$;
--> statement-breakpoint
-- Takes the tenant out of the world, with all its logs.
CREATE FUNCTION delete_organization() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  v_tenant uuid := current_tenant();
  v_documents uuid[];
  v_table name;
BEGIN
  SELECT array_agg(h.document_id) INTO v_documents FROM (
    SELECT document_id FROM document_heads WHERE organization_id = v_tenant ORDER BY document_id FOR UPDATE) h;
  DELETE FROM organizations o WHERE o.id = v_tenant;
  FOR v_table IN SELECT * FROM tables_with('document_id') LOOP
    EXECUTE format('DELETE FROM %I WHERE document_id = ANY ($1)', v_table) USING v_documents;
  END LOOP;
  FOR v_table IN SELECT * FROM tables_with('organization_id') LOOP
    EXECUTE format('DELETE FROM %I WHERE organization_id = $1', v_table) USING v_tenant;
  END LOOP;
END
$$;
--> statement-breakpoint
-- What was written down about a person's acts and what was done to them, in any organization or in none.
CREATE FUNCTION audit_about(p_person_id uuid, p_after uuid, p_limit integer)
RETURNS TABLE (id uuid, organization_id uuid, actor_id uuid, action text, subject_kind text, subject_id uuid,
               detail jsonb, ip text, created_at timestamptz)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_column
BEGIN
  RETURN QUERY SELECT a.id, a.organization_id, a.actor_id, a.action, a.subject_kind, a.subject_id, a.detail,
      -- Of what others did, their address is theirs.
      CASE WHEN a.actor_id = p_person_id THEN a.ip END, a.created_at
    FROM audit_events a
    WHERE (a.actor_id = p_person_id OR a.subject_id = p_person_id) AND (p_after IS NULL OR a.id > p_after)
    ORDER BY a.id LIMIT p_limit;
END
$$;
--> statement-breakpoint
-- All memberships of a person, suspended ones too.
CREATE FUNCTION memberships_of(p_person_id uuid)
RETURNS TABLE (organization_id uuid, organization_name text, role text, joined_at timestamptz,
               suspended_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT o.id, o.name, m.role, m.created_at, m.suspended_at
  FROM members m JOIN organizations o ON o.id = m.organization_id
  WHERE m.person_id = p_person_id ORDER BY m.created_at, o.id
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
