CREATE TABLE "webhook_cursors" (
	"stream_id" bigint PRIMARY KEY NOT NULL,
	"seq" bigint NOT NULL,
	"seen" bigint NOT NULL,
	"due_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"failing_since" timestamp (3) with time zone,
	"last_error" text,
	"leased_by" text,
	"leased_until" timestamp (3) with time zone DEFAULT to_timestamp(0) NOT NULL
);
--> statement-breakpoint
CREATE TABLE "webhook_presence" (
	"user_id" text PRIMARY KEY NOT NULL,
	"at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "webhook_start" (
	"id" integer PRIMARY KEY NOT NULL,
	"at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE INDEX "webhook_cursors_pending" ON "webhook_cursors" USING btree ("due_at") WHERE "webhook_cursors"."seen" > "webhook_cursors"."seq";