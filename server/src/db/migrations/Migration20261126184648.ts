import { Migration } from '@mikro-orm/migrations';

export class Migration20261126184648 extends Migration {
  override name = 'Migration20261126184648';

  override up(): void | Promise<void> {
    this.addSql(`alter table "server"."appointment" add "customer_name" text null;`);
    this.addSql(`create index "appointment_reference" on "server"."appointment" (right("id"::text, 10));`);
  }

  override down(): void | Promise<void> {
    this.addSql(`drop index "server"."appointment_reference";`);
    this.addSql(`alter table "server"."appointment" drop column "customer_name";`);
  }
}
