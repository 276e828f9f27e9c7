import { Migration } from '@mikro-orm/migrations';

/** The ledger as it first was. */
export class Migration20261123062914 extends Migration {
  override name = 'Migration20261123062914';

  override up(): void | Promise<void> {
    this.addSql(`create schema if not exists "notifier";`);
    this.addSql(
      `create table "notifier"."owner" ("id" uuid not null, "started_at" timestamptz not null default now(), "lease_until" timestamptz not null, primary key ("id"));`,
    );

    this.addSql(
      `create table "notifier"."source_event" ("event_id" uuid not null, "appointment_id" text not null, "body" bytea null, "first_seen_at" timestamptz not null default now(), primary key ("event_id"));`,
    );
    this.addSql(`create index "source_event_first_seen_at_index" on "notifier"."source_event" ("first_seen_at");`);

    this.addSql(
      `create table "notifier"."delivery" ("event_id" uuid not null, "channel" text not null, "delivery_id" uuid not null, "appointment_id" text not null, "state" text not null, "claim" uuid not null, "owner" uuid not null, "attempts" int not null, "refusals" int not null, "scheduled" int not null, "in_doubt" int not null, "reconciling" boolean not null, "queued_at" timestamptz not null, "handed_over_at" timestamptz null, "next_attempt_at" timestamptz null, "address" text null, "retry_event_id" uuid null, "provider" text null, "provider_message_id" text null, "reports" jsonb not null, "changed_at" timestamptz not null default now(), primary key ("event_id", "channel"));`,
    );
    this.addSql(
      `alter table "notifier"."delivery" add constraint "delivery_delivery_id_unique" unique ("delivery_id");`,
    );
    this.addSql(
      `alter table "notifier"."delivery" add constraint "delivery_channel_check" check ("channel" in ('email', 'sms'));`,
    );
    this.addSql(
      `alter table "notifier"."delivery" add constraint "delivery_state_check" check ("state" in ('waiting', 'handing_over', 'sent', 'failed', 'delivered'));`,
    );

    this.addSql(
      `create table "notifier"."suppression" ("channel" text not null, "address" text not null, "reason" text not null, "created_at" timestamptz not null default now(), "expires_at" timestamptz not null, primary key ("channel", "address"));`,
    );
    this.addSql(
      `alter table "notifier"."suppression" add constraint "suppression_channel_check" check ("channel" in ('email', 'sms'));`,
    );

    this.addSql(
      `alter table "notifier"."delivery" add constraint "delivery_event_id_foreign" foreign key ("event_id") references "notifier"."source_event" ("event_id") on delete cascade;`,
    );

    // each delivery's row is changed two to four times: room in its page keeps those updates off the indexes
    this.addSql(`alter table "notifier"."delivery" set (fillfactor = 70);`);
  }
}
