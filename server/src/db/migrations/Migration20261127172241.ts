import { Migration } from '@mikro-orm/migrations';

/**
 * `acknowledged` follows both tables by triggers, so that a server of the version before, a rebuild and a statement by hand keep it as well:
 * a row that comes or goes in `acknowledgement` is marked at its delivery, and a delivery that becomes FAILED looks whether it has one.
 */
const TRIGGERS = [
  `create function "server"."delivery_acknowledged"() returns trigger language plpgsql as $$ begin
    new.acknowledged := exists (select from "server"."acknowledgement" where delivery_id = new.id);
    return new;
  end $$;`,
  `create trigger "delivery_acknowledged_insert" before insert on "server"."delivery" for each row when (new.status = 'failed') execute function "server"."delivery_acknowledged"();`,
  `create trigger "delivery_acknowledged_update" before update on "server"."delivery" for each row when (new.status = 'failed' and old.status <> 'failed') execute function "server"."delivery_acknowledged"();`,
  `create function "server"."acknowledgement_mark"() returns trigger language plpgsql as $$ begin
    update "server"."delivery" set acknowledged = (tg_op = 'INSERT')
      where id = coalesce(new.delivery_id, old.delivery_id) and acknowledged <> (tg_op = 'INSERT');
    return null;
  end $$;`,
  `create trigger "acknowledgement_mark" after insert or delete on "server"."acknowledgement" for each row execute function "server"."acknowledgement_mark"();`,
] as const;

const LATE = (row: string) => `${row}."created_at" < now() - interval '1 hour'`;
/** Sums do not count by it: what is only acknowledged is not to be summed up again. */
const NOTE = (and: string) =>
  `create or replace trigger "delivery_rollup_update" after update on "server"."delivery" for each row when ((${LATE('old')} or ${LATE('new')})${and}) execute function "server"."delivery_rollup_note"();`;

export class Migration20261127172241 extends Migration {
  override name = 'Migration20261127172241';

  override up(): void | Promise<void> {
    this.addSql(
      `alter table "server"."delivery" add column if not exists "acknowledged" boolean not null default false;`,
    );
    this.addSql(NOTE(' and old.acknowledged = new.acknowledged'));
    for (const sql of TRIGGERS) this.addSql(sql);
    this.addSql(
      `update "server"."delivery" d set acknowledged = true from "server"."acknowledgement" a where a.delivery_id = d.id and not d.acknowledged;`,
    );
    this.addSql(
      `update "server"."delivery" d set acknowledged = false where acknowledged and not exists (select from "server"."acknowledgement" a where a.delivery_id = d.id);`, // marked by hand, and retried since
    );
    this.addSql(
      `create index if not exists "delivery_open" on "server"."delivery" ("created_at", "id") where status = 'failed' and not acknowledged;`,
    );
  }

  override down(): void | Promise<void> {
    this.addSql(NOTE(''));
    this.addSql('drop trigger "acknowledgement_mark" on "server"."acknowledgement";');
    for (const name of ['insert', 'update'])
      this.addSql(`drop trigger "delivery_acknowledged_${name}" on "server"."delivery";`);
    for (const name of ['delivery_acknowledged', 'acknowledgement_mark'])
      this.addSql(`drop function "server"."${name}"();`);
    this.addSql(`drop index "server"."delivery_open";`);
    this.addSql(`alter table "server"."delivery" drop column "acknowledged";`);
  }
}
