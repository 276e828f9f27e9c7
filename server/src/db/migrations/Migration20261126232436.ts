import { Migration } from '@mikro-orm/migrations';

export class Migration20261126232436 extends Migration {
  override name = 'Migration20261126232436';

  override up(): void | Promise<void> {
    this.addSql(`alter table "server"."delivery" add "content_hash" text null;`);
  }

  override down(): void | Promise<void> {
    this.addSql(`alter table "server"."delivery" drop column "content_hash";`);
  }
}
