CREATE TABLE "files" (
	"id" uuid PRIMARY KEY NOT NULL,
	"organization_id" uuid NOT NULL,
	"document_id" uuid,
	"name" text NOT NULL,
	"media_type" text NOT NULL,
	"size_bytes" bigint NOT NULL,
	"sha256" "bytea" NOT NULL,
	"created_by" uuid NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "files" ADD CONSTRAINT "files_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "files" ADD CONSTRAINT "files_document_id_documents_id_fk" FOREIGN KEY ("document_id") REFERENCES "public"."documents"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "files" ADD CONSTRAINT "files_created_by_people_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "files_by_organization" ON "files" USING btree ("organization_id","id");
--> statement-breakpoint
-- A file is never taken away or renamed by a program: any version of any article may name it.
GRANT SELECT, INSERT ON files TO hamnevis_program;
--> statement-breakpoint
ALTER TABLE files ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY tenant ON files TO hamnevis_program USING (organization_id = (SELECT current_tenant()));
--> statement-breakpoint
-- The organization of a file, for a member of it who is not suspended; null for everybody else.
CREATE FUNCTION tenant_of_file(p_id uuid, p_person_id uuid) RETURNS uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT f.organization_id FROM files f
    JOIN members m ON m.organization_id = f.organization_id AND m.person_id = p_person_id
      AND m.suspended_at IS NULL
    WHERE f.id = p_id
$$;
--> statement-breakpoint
REVOKE EXECUTE ON FUNCTION tenant_of_file(uuid, uuid) FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION tenant_of_file(uuid, uuid) TO hamnevis_program;
