import { Migration } from '@mikro-orm/migrations';

export class Migration20261127110242 extends Migration {
  override name = 'Migration20261127110242';

  override up(): void | Promise<void> {
    this.addSql(`create index "delivery_updated" on "server"."delivery" ("updated_at", "id");`);

    this.addSql(
      `create index "delivery_change_reached" on "server"."delivery_change" ("status", "occurred_at", "delivery_id") where status in ('sent', 'delivered', 'failed');`,
    );

    // All is summed up again, with cells: what the version before would still sum up has none, and is refused.
    this.addSql(`delete from "server"."delivery_rollup_through";`);
    this.addSql(`delete from "server"."delivery_rollup";`);
    this.addSql(`alter table "server"."delivery_rollup" add "cells" jsonb not null;`);
  }

  override down(): void | Promise<void> {
    this.addSql(`drop index "server"."delivery_updated";`);

    this.addSql(`drop index "server"."delivery_change_reached";`);

    this.addSql(`alter table "server"."delivery_rollup" drop column "cells";`);
  }
}
