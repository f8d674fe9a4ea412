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
