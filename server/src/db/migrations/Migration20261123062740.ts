import { Migration } from '@mikro-orm/migrations';

export class Migration20261123062740 extends Migration {
  override name = 'Migration20261123062740';

  override up(): void | Promise<void> {
    this.addSql(`create schema if not exists "server";`);
    this.addSql(
      `create table "server"."appointment" ("id" uuid not null, "event_id" uuid not null, "occurred_at" timestamptz(3) not null, "user_id" text not null, "title" text null, "location" text null, "time" timestamptz(3) not null, "time_zone" text not null, "duration_minutes" int not null, "email" text null, "phone" text null, "notify_email" boolean not null, "notify_sms" boolean not null, "locale" text null, "caller_sub" text not null, "idempotency_key" text null, "input_hash" text not null, "feed_start" jsonb not null, "created_at" timestamptz(3) not null, primary key ("id"));`,
    );
    this.addSql(`create index "appointment_list" on "server"."appointment" ("created_at", "id");`);
    this.addSql(`create index "appointment_list_of_user" on "server"."appointment" ("user_id", "created_at", "id");`);
    this.addSql(`create index "appointment_time" on "server"."appointment" ("time");`);
    this.addSql(
      `alter table "server"."appointment" add constraint "appointment_idempotency" unique ("caller_sub", "idempotency_key");`,
    );

    this.addSql(
      `create table "server"."delivery" ("id" uuid not null, "source_event_id" uuid not null, "appointment_id" text not null, "user_id" text null, "channel" text not null, "status" text not null, "attempts" int not null, "provider" text null, "provider_message_id" text null, "error_code" text null, "error_message" text null, "error_retryable" boolean null, "next_attempt_at" timestamptz(3) null, "projected_status" text null, "projected_attempt" int null, "created_at" timestamptz(3) not null, "updated_at" timestamptz(3) not null, primary key ("id"));`,
    );
    this.addSql(`create index "delivery_list" on "server"."delivery" ("created_at", "id");`);
    this.addSql(`create index "delivery_list_of_user" on "server"."delivery" ("user_id", "created_at", "id");`);
    this.addSql(`create index "delivery_list_of_status" on "server"."delivery" ("status", "created_at", "id");`);
    this.addSql(
      `create index "delivery_list_of_error" on "server"."delivery" ("error_code", "created_at", "id") where error_code is not null;`,
    );
    this.addSql(`create index "delivery_appointment" on "server"."delivery" ("appointment_id");`);

    this.addSql(
      `create table "server"."delivery_change" ("epoch" uuid not null, "partition" int not null, "position" bigint not null, "event_id" uuid not null, "delivery_id" uuid not null, "appointment_id" text not null, "user_id" text null, "channel" text not null, "status" text not null, "attempt" int not null, "provider" text null, "provider_message_id" text null, "error_code" text null, "error_message" text null, "error_retryable" boolean null, "next_attempt_at" timestamptz(3) null, "occurred_at" timestamptz(3) not null, primary key ("epoch", "partition", "position"));`,
    );
    this.addSql(
      `create index "delivery_change_of_appointment" on "server"."delivery_change" ("appointment_id", "epoch", "partition", "position");`,
    );
    this.addSql(
      `create index "delivery_change_of_user" on "server"."delivery_change" ("user_id", "epoch", "partition", "position");`,
    );
    this.addSql(`create index "delivery_change_of_delivery" on "server"."delivery_change" ("delivery_id");`);

    this.addSql(
      `create table "server"."feed_epoch" ("topic" text not null, "epoch" uuid not null, "partitions" int null, primary key ("topic"));`,
    );

    this.addSql(
      `create table "server"."feed_key" ("id" serial primary key, "secret" text not null, "created_at" timestamptz(3) not null);`,
    );

    this.addSql(
      `create table "server"."outbox" ("id" bigserial primary key, "topic" text not null, "key" text not null, "value" text not null, "headers" text not null, "created_at" timestamptz(3) not null);`,
    );

    // Rows come and go all the time: vacuum by their number, whatever the table's size.
    this.addSql(
      `alter table "server"."outbox" set (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 10000);`,
    );

    this.addSql(
      `create table "server"."projection" ("topic" text not null, "partition" int not null, "epoch" uuid not null, "position" bigint not null, "last_event_id" text not null, "history_start" bigint not null default 0, primary key ("topic", "partition"));`,
    );
  }
}
