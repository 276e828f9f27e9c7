import { Migration } from '@mikro-orm/migrations';

export class Migration20261126082100 extends Migration {
  override name = 'Migration20261126082100';

  override up(): void | Promise<void> {
    this.addSql(
      `create table "server"."feed_generation" ("topic" text not null, "epoch" uuid not null, "generation" text not null, "ends" jsonb not null, "ended_at" timestamptz(3) not null, primary key ("topic", "epoch", "generation"));`,
    );

    this.addSql(
      `alter table "server"."feed_epoch" add "generation" text null, add "incarnation" text null, add "written_by" text null;`,
    );
  }

  override down(): void | Promise<void> {
    this.addSql(`drop table if exists "server"."feed_generation" cascade;`);

    this.addSql(
      `alter table "server"."feed_epoch" drop column "generation", drop column "incarnation", drop column "written_by";`,
    );
  }
}
