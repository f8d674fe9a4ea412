CREATE TABLE "api_keys" (
	"id" uuid PRIMARY KEY NOT NULL,
	"organization_id" uuid NOT NULL,
	"person_id" uuid NOT NULL,
	"name" text NOT NULL,
	"prefix" text NOT NULL,
	"key_hash" "bytea" NOT NULL,
	"scopes" text[] NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"last_used_at" timestamp with time zone,
	"expires_at" timestamp with time zone,
	CONSTRAINT "api_keys_key_hash_unique" UNIQUE("key_hash")
);
--> statement-breakpoint
CREATE TABLE "person_contacts" (
	"id" uuid PRIMARY KEY NOT NULL,
	"person_id" uuid NOT NULL,
	"channel" text NOT NULL,
	"address" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "person_contacts_address" UNIQUE("channel","address")
);
--> statement-breakpoint
ALTER TABLE "collab_tickets" ADD COLUMN "read_only" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "people" ADD COLUMN "merged_into" uuid;--> statement-breakpoint
ALTER TABLE "sessions" ADD COLUMN "rotation_due" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "api_keys" ADD CONSTRAINT "api_keys_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "api_keys" ADD CONSTRAINT "api_keys_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "person_contacts" ADD CONSTRAINT "person_contacts_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "api_keys_by_organization" ON "api_keys" USING btree ("organization_id","id");--> statement-breakpoint
CREATE INDEX "api_keys_by_person" ON "api_keys" USING btree ("person_id");--> statement-breakpoint
CREATE INDEX "person_contacts_by_person" ON "person_contacts" USING btree ("person_id");--> statement-breakpoint
ALTER TABLE "people" ADD CONSTRAINT "people_merged_into_people_id_fk" FOREIGN KEY ("merged_into") REFERENCES "public"."people"("id") ON DELETE cascade ON UPDATE no action;
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON api_keys, person_contacts TO hamnevis_program;
--> statement-breakpoint
ALTER TABLE api_keys ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY tenant ON api_keys TO hamnevis_program USING (organization_id = (SELECT current_tenant()));
--> statement-breakpoint
-- A UUIDv7 of this moment, for rows that the database makes by itself.
CREATE FUNCTION uuid_of_now() RETURNS uuid LANGUAGE sql VOLATILE AS $$
  SELECT encode(set_bit(set_bit(overlay(uuid_send(gen_random_uuid())
    PLACING substring(int8send((extract(epoch FROM clock_timestamp()) * 1000)::bigint) FROM 3) FROM 1 FOR 6),
    52, 1), 53, 1), 'hex')::uuid
$$;
--> statement-breakpoint
-- Whatever is written to a person's phone or email is a way in too; one that is somebody else's is refused.
CREATE FUNCTION keep_contacts() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  INSERT INTO person_contacts (id, person_id, channel, address)
    SELECT uuid_of_now(), NEW.id, given.channel, given.address
    FROM (VALUES ('phone', NEW.phone), ('email', NEW.email)) given (channel, address)
    WHERE given.address IS NOT NULL AND NOT EXISTS (
      SELECT FROM person_contacts c
      WHERE c.person_id = NEW.id AND c.channel = given.channel AND c.address = given.address);
  RETURN NULL;
END
$$;
--> statement-breakpoint
CREATE TRIGGER keep_contacts AFTER INSERT OR UPDATE OF phone, email ON people
  FOR EACH ROW EXECUTE FUNCTION keep_contacts();
--> statement-breakpoint
INSERT INTO person_contacts (id, person_id, channel, address, created_at)
  SELECT uuid_of_now(), p.id, given.channel, given.address, p.created_at
  FROM people p, LATERAL (VALUES ('phone', p.phone), ('email', p.email)) given (channel, address)
  WHERE given.address IS NOT NULL;
--> statement-breakpoint
-- The key behind a hash, while it holds and its owner is a member; its last use is written down to the minute.
CREATE FUNCTION use_api_key(p_key_hash bytea, p_now timestamptz)
RETURNS TABLE (id uuid, organization_id uuid, person_id uuid, scopes text[], expires_at timestamptz)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_column
BEGIN
  UPDATE api_keys k SET last_used_at = p_now
    WHERE k.key_hash = p_key_hash AND (k.expires_at IS NULL OR k.expires_at > p_now)
      AND (k.last_used_at IS NULL OR k.last_used_at <= p_now - interval '1 minute');
  RETURN QUERY SELECT k.id, k.organization_id, k.person_id, k.scopes, k.expires_at
    FROM api_keys k
    JOIN members m ON m.organization_id = k.organization_id AND m.person_id = k.person_id AND m.suspended_at IS NULL
    WHERE k.key_hash = p_key_hash AND (k.expires_at IS NULL OR k.expires_at > p_now);
END
$$;
--> statement-breakpoint
CREATE FUNCTION live_api_keys(p_ids uuid[], p_now timestamptz) RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT k.id FROM api_keys k WHERE k.id = ANY (p_ids) AND (k.expires_at IS NULL OR k.expires_at > p_now)
$$;
--> statement-breakpoint
-- Two identities of one person become one, in every organization. Answers one row per organization of the one that
-- goes, or a single row that says why not. The log is not rewritten: `people.merged_into` says whom its rows mean.
CREATE FUNCTION merge_people(p_stays uuid, p_goes uuid)
RETURNS TABLE (outcome text, organization_id uuid, former_role text, new_role text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_column
DECLARE
  v_organizations uuid[];
  v_column record;
  v_phone text;
  v_email text;
BEGIN
  PERFORM FROM people p WHERE p.id IN (p_stays, p_goes) ORDER BY p.id FOR UPDATE;
  IF p_stays = p_goes OR (SELECT count(*) FROM people p
                          WHERE p.id IN (p_stays, p_goes) AND p.merged_into IS NULL) <> 2 THEN
    RETURN QUERY SELECT 'absent', NULL::uuid, NULL::text, NULL::text;
    RETURN;
  END IF;
  SELECT coalesce(array_agg(m.organization_id), '{}') INTO v_organizations FROM members m WHERE m.person_id = p_goes;
  -- As with a change of role: an append that has judged the old rights and not committed yet ends first.
  PERFORM FROM document_heads h WHERE h.organization_id = ANY (v_organizations) ORDER BY h.document_id FOR UPDATE;
  PERFORM FROM members m WHERE m.person_id IN (p_stays, p_goes) ORDER BY m.organization_id, m.person_id FOR UPDATE;
  -- A suspension is an admin's word about one of the two; a merge must not blur it.
  IF EXISTS (SELECT FROM members m WHERE m.person_id IN (p_stays, p_goes) AND m.suspended_at IS NOT NULL) THEN
    RETURN QUERY SELECT 'suspended', NULL::uuid, NULL::text, NULL::text;
    RETURN;
  END IF;
  -- A worker that types for the one that goes would lose its rights in the middle of a word.
  IF EXISTS (SELECT FROM ai_runs r WHERE r.asked_by = p_goes AND r.status IN ('queued', 'writing')) THEN
    RETURN QUERY SELECT 'run-open', NULL::uuid, NULL::text, NULL::text;
    RETURN;
  END IF;
  RETURN QUERY
    SELECT 'merged', g.organization_id, s.role,
           CASE WHEN array_position(ARRAY['admin', 'editor', 'writer', 'viewer'], s.role)
                   < array_position(ARRAY['admin', 'editor', 'writer', 'viewer'], g.role)
                THEN s.role ELSE g.role END
    FROM members g LEFT JOIN members s ON s.organization_id = g.organization_id AND s.person_id = p_stays
    WHERE g.person_id = p_goes;
  UPDATE members s SET epoch = greatest(s.epoch, g.epoch) + 1, created_at = least(s.created_at, g.created_at),
      role = CASE WHEN array_position(ARRAY['admin', 'editor', 'writer', 'viewer'], s.role)
                     < array_position(ARRAY['admin', 'editor', 'writer', 'viewer'], g.role)
                  THEN s.role ELSE g.role END
    FROM members g
    WHERE s.person_id = p_stays AND g.person_id = p_goes AND g.organization_id = s.organization_id;
  DELETE FROM members g WHERE g.person_id = p_goes AND EXISTS (
    SELECT FROM members s WHERE s.person_id = p_stays AND s.organization_id = g.organization_id);
  UPDATE members g SET person_id = p_stays, epoch = g.epoch + 1 WHERE g.person_id = p_goes;
  -- The client ids of the one that goes are the other's from now on: a tab with unsent words goes on under them.
  UPDATE document_clients c SET person_id = p_stays
    WHERE c.person_id = p_goes AND c.document_id IN (
      SELECT h.document_id FROM document_heads h WHERE h.organization_id = ANY (v_organizations));
  DELETE FROM collab_tickets t WHERE t.person_id = p_goes;
  DELETE FROM idempotency_keys k WHERE k.person_id = p_goes;
  -- Everything that points to a person by a foreign key, tables of tomorrow too. (Sessions are ended by the caller,
  -- who tells the nodes.)
  FOR v_column IN
    SELECT c.conrelid::regclass AS table_name, a.attname AS column_name
    FROM pg_constraint c JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
    WHERE c.contype = 'f' AND c.confrelid = 'people'::regclass AND cardinality(c.conkey) = 1
      AND c.conrelid NOT IN ('members'::regclass, 'sessions'::regclass, 'people'::regclass)
  LOOP
    EXECUTE format('UPDATE %1$s SET %2$I = $1 WHERE %2$I = $2', v_column.table_name, v_column.column_name)
      USING p_stays, p_goes;
  END LOOP;
  SELECT p.phone, p.email INTO v_phone, v_email FROM people p WHERE p.id = p_goes;
  UPDATE people p SET phone = NULL, email = NULL, merged_into = p_stays WHERE p.id = p_goes;
  UPDATE people p SET merged_into = p_stays WHERE p.merged_into = p_goes;
  UPDATE people p SET phone = coalesce(p.phone, v_phone), email = coalesce(p.email, v_email) WHERE p.id = p_stays;
  IF cardinality(v_organizations) = 0 THEN
    RETURN QUERY SELECT 'merged', NULL::uuid, NULL::text, NULL::text;
  END IF;
END
$$;
--> statement-breakpoint
DO $$
DECLARE
  v_function regprocedure;
BEGIN
  -- Everybody may call a new function unless it is taken from them.
  FOR v_function IN SELECT p.oid::regprocedure FROM pg_proc p
    WHERE p.pronamespace = 'public'::regnamespace AND p.proname IN ('use_api_key', 'live_api_keys', 'merge_people') LOOP
    EXECUTE format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', v_function);
    EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO hamnevis_program', v_function);
  END LOOP;
END
$$;
