import { Migration } from '@mikro-orm/migrations';

export class Migration20261123074817 extends Migration {
  override name = 'Migration20261123074817';

  override up(): void | Promise<void> {
    this.addSql(
      `create table "server"."acknowledgement" ("delivery_id" uuid not null, "by" text not null, "note" text null, "at" timestamptz(3) not null, primary key ("delivery_id"));`,
    );

    this.addSql(
      `create table "server"."reemission" ("event_id" uuid not null, "at" timestamptz(3) not null, primary key ("event_id"));`,
    );

    this.addSql(
      `create table "server"."retry_request" ("delivery_id" uuid not null, "event_id" uuid not null, "after_attempt" int not null, "requested_by" text not null, "requested_at" timestamptz(3) not null, "address" text null, primary key ("delivery_id"));`,
    );

    this.addSql(
      `create index "delivery_change_sent" on "server"."delivery_change" ("delivery_id", "occurred_at") where status = 'sent';`,
    );
  }

  override down(): void | Promise<void> {
    this.addSql(`drop table if exists "server"."acknowledgement" cascade;`);
    this.addSql(`drop table if exists "server"."reemission" cascade;`);
    this.addSql(`drop table if exists "server"."retry_request" cascade;`);

    this.addSql(`drop index "server"."delivery_change_sent";`);
  }
}
