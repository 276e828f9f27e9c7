import { Migration } from '@mikro-orm/migrations';

export class Migration20261126080707 extends Migration {
  override name = 'Migration20261126080707';

  override up(): void | Promise<void> {
    this.addSql(
      `create table "server"."quota_use" ("key" uuid not null, "times" timestamptz[] not null, "most" int not null, "until" timestamptz not null, primary key ("key"));`,
    );

    this.addSql(
      `alter table "server"."quota_use" add constraint "quota_use_within" check (cardinality(times) <= most);`,
    );
  }

  override down(): void | Promise<void> {
    this.addSql(`drop table if exists "server"."quota_use" cascade;`);
  }
}
