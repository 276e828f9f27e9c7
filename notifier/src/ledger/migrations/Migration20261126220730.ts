import { Migration } from '@mikro-orm/migrations';

export class Migration20261126220730 extends Migration {
  override name = 'Migration20261126220730';

  override up(): void | Promise<void> {
    this.addSql(
      `create table "notifier"."appointment" ("id" text not null, "sequence" int not null, "is_cancelled" boolean not null, "recorded_at" timestamptz not null default now(), primary key ("id"));`,
    );
    this.addSql(`create index "appointment_recorded_at_index" on "notifier"."appointment" ("recorded_at");`);

    this.addSql(
      `alter table "notifier"."delivery" add "kind" text not null default 'confirmation', add "sequence" int not null default 0;`,
    );
    this.addSql(
      `alter table "notifier"."delivery" add constraint "delivery_kind_check" check ("kind" in ('confirmation', 'change', 'cancellation', 'reminder'));`,
    );
  }

  override down(): void | Promise<void> {
    this.addSql(`drop table if exists "notifier"."appointment" cascade;`);

    this.addSql(`alter table "notifier"."delivery" drop constraint "delivery_kind_check";`);
    this.addSql(`alter table "notifier"."delivery" drop column "kind", drop column "sequence";`);
  }
}
