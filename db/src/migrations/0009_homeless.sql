CREATE TABLE "homeless_words" (
	"id" uuid PRIMARY KEY NOT NULL,
	"organization_id" uuid NOT NULL,
	"document_id" uuid NOT NULL,
	"client_id" bigint NOT NULL,
	"clock" bigint NOT NULL,
	"text" text NOT NULL,
	"length" integer NOT NULL,
	"person_id" uuid NOT NULL,
	"run_id" uuid,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"settled_at" timestamp with time zone,
	"settled_as" text,
	CONSTRAINT "homeless_words_letters" UNIQUE("document_id","client_id","clock")
);
--> statement-breakpoint
ALTER TABLE "homeless_words" ADD CONSTRAINT "homeless_words_document_id_documents_id_fk" FOREIGN KEY ("document_id") REFERENCES "public"."documents"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "homeless_words" ADD CONSTRAINT "homeless_words_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "homeless_words_by_author" ON "homeless_words" USING btree ("document_id","person_id");
--> statement-breakpoint
-- Pieces are filed through file_homeless alone; their author settles them.
GRANT SELECT, UPDATE ON homeless_words TO hamnevis_program;
--> statement-breakpoint
ALTER TABLE homeless_words ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY tenant ON homeless_words TO hamnevis_program USING (organization_id = (SELECT current_tenant()));
--> statement-breakpoint
-- Which letters of these clients are filed already, settled or not.
CREATE FUNCTION filed_homeless(p_document_id uuid, p_clients bigint[])
RETURNS TABLE (client_id bigint, clock bigint, length integer)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT w.client_id, w.clock, w.length FROM homeless_words w
  WHERE w.document_id = p_document_id AND w.client_id = ANY (p_clients)
$$;
--> statement-breakpoint
-- Files pieces for whoever their client id is bound to, and answers how many were new. Nodes that notice the same at
-- the same time file it once.
CREATE FUNCTION file_homeless(p_document_id uuid, p_ids uuid[], p_clients bigint[], p_clocks bigint[],
                              p_texts text[], p_lengths integer[]) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  v_filed integer;
BEGIN
  INSERT INTO homeless_words (id, organization_id, document_id, client_id, clock, text, length, person_id, run_id)
    SELECT n.id, h.organization_id, h.document_id, n.client, n.clock, n.text, n.length,
           coalesce(p.merged_into, p.id), c.run_id
    FROM unnest(p_ids, p_clients, p_clocks, p_texts, p_lengths) AS n (id, client, clock, text, length)
    JOIN document_heads h ON h.document_id = p_document_id
    JOIN document_clients c ON c.document_id = p_document_id AND c.client_id = n.client
    JOIN people p ON p.id = c.person_id
    ON CONFLICT (document_id, client_id, clock) DO NOTHING;
  GET DIAGNOSTICS v_filed = ROW_COUNT;
  RETURN v_filed;
END
$$;
--> statement-breakpoint
DO $$
DECLARE
  v_function regprocedure;
BEGIN
  -- Everybody may call a new function unless it is taken from them.
  FOR v_function IN SELECT p.oid::regprocedure FROM pg_proc p
    WHERE p.pronamespace = 'public'::regnamespace AND p.proname IN ('filed_homeless', 'file_homeless') LOOP
    EXECUTE format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', v_function);
    EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO hamnevis_program', v_function);
  END LOOP;
END
$$;
