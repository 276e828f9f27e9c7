import { Migration } from '@mikro-orm/migrations';

export class Migration20261126082134 extends Migration {
  override name = 'Migration20261126082134';

  override up(): void | Promise<void> {
    this.addSql(
      `create table "notifier"."recipient_use" ("key" uuid not null, "uses" jsonb not null, "until" timestamptz not null, primary key ("key"));`,
    );
  }

  override down(): void | Promise<void> {
    this.addSql(`drop table if exists "notifier"."recipient_use" cascade;`);
  }
}
