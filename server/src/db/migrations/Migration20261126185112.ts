import { Migration } from '@mikro-orm/migrations';

export class Migration20261126185112 extends Migration {
  override name = 'Migration20261126185112';

  override up(): void | Promise<void> {
    this.addSql(
      `create table "server"."retry_history" ("event_id" uuid not null, "delivery_id" uuid not null, "after_attempt" int not null, "earlier_event_id" uuid null, "requested_by" text null, "requested_at" timestamptz(3) not null, "recipient" text null, primary key ("event_id"));`,
    );
    this.addSql(`create index "retry_history_of_delivery" on "server"."retry_history" ("delivery_id");`);
    this.addSql(`create index "retry_history_requested" on "server"."retry_history" ("requested_at");`);

    this.addSql(`alter table "server"."delivery" add "retry_event_id" uuid null;`);
    this.addSql(
      `create index "delivery_foreign_reference" on "server"."delivery" (right("appointment_id", 10)) where user_id is null;`,
    );

    // Only the last retry of a delivery was kept: where those before it went is not known any more. `adoptRetries` adds the last.
    this.addSql(
      `insert into "server"."retry_history" ("event_id", "delivery_id", "after_attempt", "requested_at") select gen_random_uuid(), r."delivery_id", min(c."attempt") - 1, min(c."occurred_at") from "server"."retry_request" r join "server"."delivery_change" c on c."delivery_id" = r."delivery_id" where c."status" = 'queued' and c."attempt" between 2 and r."after_attempt" group by r."delivery_id";`,
    );
  }

  override down(): void | Promise<void> {
    this.addSql(`drop table if exists "server"."retry_history" cascade;`);

    this.addSql(`drop index "server"."delivery_foreign_reference";`);
    this.addSql(`alter table "server"."delivery" drop column "retry_event_id";`);
  }
}
