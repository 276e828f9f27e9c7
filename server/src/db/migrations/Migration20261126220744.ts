import { Migration } from '@mikro-orm/migrations';

export class Migration20261126220744 extends Migration {
  override name = 'Migration20261126220744';

  override up(): void | Promise<void> {
    this.addSql(
      `create table "server"."appointment_change" ("appointment_id" uuid not null, "sequence" int not null, "event_id" uuid not null, "kind" text not null, "at" timestamptz(3) not null, "caller_sub" text not null, "caller_role" text not null, "notify_email" boolean not null, "notify_sms" boolean not null, "reason" text null, "time_before" timestamptz(3) not null, "time_zone_before" text not null, "duration_minutes_before" int not null, "title_before" text null, "location_before" text null, primary key ("appointment_id", "sequence"));`,
    );
    this.addSql(
      `create index "appointment_change_at" on "server"."appointment_change" ("at", "appointment_id", "sequence");`,
    );

    this.addSql(
      `create table "server"."change_key" ("caller_sub" text not null, "idempotency_key" text not null, "input_hash" text not null, "appointment_id" uuid not null, "feed_start" jsonb not null, primary key ("caller_sub", "idempotency_key"));`,
    );
    this.addSql(`create index "change_key_of_appointment" on "server"."change_key" ("appointment_id");`);

    this.addSql(
      `alter table "server"."appointment" add "caller_role" text null, add "sequence" int not null default 0, add "cancelled_at" timestamptz(3) null, add "cancel_reason" text null;`,
    );
    this.addSql(
      `create index "appointment_cancelled" on "server"."appointment" ("created_at", "id") where cancelled_at is not null;`,
    );

    this.addSql(
      `alter table "server"."delivery" add "kind" text not null default 'confirmation', add "sequence" int not null default 0;`,
    );
    this.addSql(
      `create index "delivery_list_of_kind" on "server"."delivery" ("kind", "created_at", "id") where kind <> 'confirmation';`,
    );
  }

  override down(): void | Promise<void> {
    this.addSql(`drop table if exists "server"."appointment_change" cascade;`);
    this.addSql(`drop table if exists "server"."change_key" cascade;`);

    this.addSql(`drop index "server"."appointment_cancelled";`);
    this.addSql(
      `alter table "server"."appointment" drop column "caller_role", drop column "sequence", drop column "cancelled_at", drop column "cancel_reason";`,
    );

    this.addSql(`drop index "server"."delivery_list_of_kind";`);
    this.addSql(`alter table "server"."delivery" drop column "kind", drop column "sequence";`);
  }
}
