import { Migration } from '@mikro-orm/migrations';

/** Searches find the addresses of before as well; without pg_trgm there is no index of searches at all. */
const INDEX = `do $$
declare trgm text;
begin
  if to_regclass('server.appointment_search') is null then return; end if;
  select n.nspname into trgm from pg_extension e join pg_namespace n on n.oid = e.extnamespace where e.extname = 'pg_trgm';
  execute format('create index if not exists "address_correction_search" on "server"."address_correction" using gin (
    "server"."searched"("address_before") %1$I.gin_trgm_ops)', trgm);
end $$;`;

export class Migration20261127114526 extends Migration {
  override name = 'Migration20261127114526';

  override up(): void | Promise<void> {
    this.addSql(
      `create table "server"."address_correction" ("appointment_id" uuid not null, "number" int not null, "channel" text not null, "address_before" text null, "address" text not null, "delivery_id" uuid not null, "at" timestamptz(3) not null, "corrected_by" text not null, primary key ("appointment_id", "number"));`,
    );

    this.addSql(`alter table "server"."appointment" add "corrections" int not null default 0;`);

    this.addSql(`alter table "server"."appointment_change" add "corrections" int null;`);

    this.addSql(`alter table "server"."reminder" add "emitted_corrections" int null;`);

    this.addSql(INDEX);
  }

  override down(): void | Promise<void> {
    this.addSql(`drop table if exists "server"."address_correction" cascade;`);

    this.addSql(`alter table "server"."appointment" drop column "corrections";`);

    this.addSql(`alter table "server"."appointment_change" drop column "corrections";`);

    this.addSql(`alter table "server"."reminder" drop column "emitted_corrections";`);
  }
}
