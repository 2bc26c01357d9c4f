CREATE TABLE "schema_contracts" (
	"name" text PRIMARY KEY NOT NULL,
	"version" integer NOT NULL,
	"oldest" integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE "stream_outbox" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "stream_outbox_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"stream" text NOT NULL,
	"type" text NOT NULL,
	"actor_id" text NOT NULL,
	"client_id" text,
	"data" jsonb NOT NULL
);
--> statement-breakpoint
INSERT INTO "schema_contracts" ("name", "version", "oldest") VALUES ('notification-emitter', 1, 1);
