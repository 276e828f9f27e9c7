import { Migration } from '@mikro-orm/migrations';

/** What is created more than an hour ago may be summed up: a change of it is noted, also by a server of the version before. */
const LATE = (row: string) => `${row}."created_at" < now() - interval '1 hour'`;
const TRIGGERS = [
  `create function "server"."delivery_rollup_note"() returns trigger language plpgsql as $$ begin
    if tg_op <> 'INSERT' then
      insert into "server"."delivery_rollup_stale" ("start") values (date_trunc('hour', old.created_at, 'UTC'));
    end if;
    if tg_op = 'INSERT' or (tg_op = 'UPDATE' and new.created_at <> old.created_at) then
      insert into "server"."delivery_rollup_stale" ("start") values (date_trunc('hour', new.created_at, 'UTC'));
    end if;
    return null;
  end $$;`,
  `create trigger "delivery_rollup_insert" after insert on "server"."delivery" for each row when (${LATE('new')}) execute function "server"."delivery_rollup_note"();`,
  `create trigger "delivery_rollup_update" after update on "server"."delivery" for each row when (${LATE('old')} or ${LATE('new')}) execute function "server"."delivery_rollup_note"();`,
  `create trigger "delivery_rollup_delete" after delete on "server"."delivery" for each row when (${LATE('old')}) execute function "server"."delivery_rollup_note"();`,
  `create function "server"."delivery_rollup_note_gone"() returns trigger language plpgsql as $$ begin
    insert into "server"."delivery_rollup_stale" ("start") select distinct date_trunc('hour', d.created_at, 'UTC')
      from gone join "server"."delivery" d on d.id = gone.delivery_id where gone.status = 'sent' and ${LATE('d')};
    return null;
  end $$;`,
  `create trigger "delivery_rollup_gone" after delete on "server"."delivery_change" referencing old table as gone for each statement execute function "server"."delivery_rollup_note_gone"();`,
  `create function "server"."delivery_rollup_forget"() returns trigger language plpgsql as $$ begin
    delete from "server"."delivery_rollup_through"; delete from "server"."delivery_rollup";
    return null;
  end $$;`,
  ...['delivery', 'delivery_change'].map(
    (table) =>
      `create trigger "${table}_rollup_truncate" after truncate on "server"."${table}" for each statement execute function "server"."delivery_rollup_forget"();`,
  ),
] as const;

export class Migration20261126234500 extends Migration {
  override name = 'Migration20261126234500';

  override up(): void | Promise<void> {
    this.addSql(
      `create table "server"."delivery_rollup" ("bucket" text not null, "start" timestamptz(3) not null, "groups" jsonb not null, "timings" jsonb not null, "kinds" jsonb not null, primary key ("bucket", "start"));`,
    );
    this.addSql(
      `create table "server"."delivery_rollup_through" ("bucket" text not null, "through" timestamptz(3) not null, primary key ("bucket"));`,
    );
    this.addSql(
      `create table "server"."delivery_rollup_stale" ("id" bigserial primary key, "start" timestamptz(3) not null);`,
    );
    this.addSql(`create index "delivery_rollup_stale_start" on "server"."delivery_rollup_stale" ("start");`);
    for (const sql of TRIGGERS) this.addSql(sql);
    this.addSql(
      `create index if not exists "delivery_list_of_channel" on "server"."delivery" ("channel", "created_at", "id") where channel <> 'email';`,
    );
  }

  override down(): void | Promise<void> {
    this.addSql('drop index "server"."delivery_list_of_channel";');
    for (const name of ['insert', 'update', 'delete'])
      this.addSql(`drop trigger "delivery_rollup_${name}" on "server"."delivery";`);
    this.addSql('drop trigger "delivery_rollup_truncate" on "server"."delivery";');
    this.addSql('drop trigger "delivery_change_rollup_truncate" on "server"."delivery_change";');
    this.addSql('drop trigger "delivery_rollup_gone" on "server"."delivery_change";');
    for (const name of ['note', 'note_gone', 'forget'])
      this.addSql(`drop function "server"."delivery_rollup_${name}"();`);
    this.addSql(
      'drop table "server"."delivery_rollup", "server"."delivery_rollup_through", "server"."delivery_rollup_stale";',
    );
  }
}
