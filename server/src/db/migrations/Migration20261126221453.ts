import { Migration } from '@mikro-orm/migrations';

export class Migration20261126221453 extends Migration {
  override name = 'Migration20261126221453';

  override up(): void | Promise<void> {
    this.addSql(
      `create table "server"."reminder" ("appointment_id" uuid not null, "planned_sequence" int not null, "before_minutes" int not null, "event_id" uuid not null, "due_at" timestamptz(3) not null, "email" boolean not null, "sms" boolean not null, "status" text not null, "emitted_at" timestamptz(3) null, "emitted_sequence" int null, primary key ("appointment_id", "planned_sequence", "before_minutes"));`,
    );
    this.addSql(`create index "reminder_due" on "server"."reminder" ("due_at") where status = 'planned';`);

    this.addSql(`alter table "server"."appointment" add "reminder_rules" jsonb null;`);
  }

  override down(): void | Promise<void> {
    this.addSql(`drop table if exists "server"."reminder" cascade;`);

    this.addSql(`alter table "server"."appointment" drop column "reminder_rules";`);
  }
}
