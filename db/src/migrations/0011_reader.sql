ALTER TABLE "people" ADD COLUMN "calendar" text;--> statement-breakpoint
ALTER TABLE "people" ADD COLUMN "digits" text;--> statement-breakpoint
ALTER TABLE "people" ADD COLUMN "time_zone" text;