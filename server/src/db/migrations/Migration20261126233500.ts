import { Migration } from '@mikro-orm/migrations';

/** `server.searched`: what a text is indexed by. ASCII is the quick way, and all that PostgreSQL copies into its callers. */
const FUNCTIONS = [
  String.raw`create or replace function "server"."searched_marked"(t text) returns text language sql immutable parallel safe as $$
    select replace(replace(encode(convert_to(translate(
      lower(regexp_replace(normalize(t, NFKD), '[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]', '', 'g')),
      'ſẞđĐħĦıłŁøØŧŦабвгдежзийклмнопрстуфхцчшщъыьэюяіїєґАБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯІЇЄҐαβγδεζηθικλμνξοπρσςτυφχψωΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩ',
      'sßddhhilloottabvgdejziiklmnoprstufhcqwwyyyeuaiiegabvgdejziiklmnoprstufhcqwwyyyeuaiiegabgdezhtiklmnxoprsstyfcuwabgdezhtiklmnxoprstyfcuw'),
      'UTF8'), 'escape'), '\303\237', 'ss'), '\', 'x') $$;`,
  String.raw`create or replace function "server"."searched"(t text) returns text language sql immutable parallel safe as $$
    select case when octet_length(t) = length(t) then replace(lower(t), '\', 'x') else "server"."searched_marked"(t) end $$;`,
] as const;

/** Without pg_trgm, or the right to create it, the server starts all the same, and searches the newest appointments only. */
const INDEXES = `do $$
declare trgm text;
begin
  if getdatabaseencoding() <> 'UTF8' then return; end if;
  create extension if not exists pg_trgm with schema "server";
  select n.nspname into trgm from pg_extension e join pg_namespace n on n.oid = e.extnamespace where e.extname = 'pg_trgm';
  execute format('create index if not exists "appointment_search" on "server"."appointment" using gin (
    "server"."searched"("customer_name") %1$I.gin_trgm_ops,
    "server"."searched"(coalesce("title", '''') || '' '' || coalesce("email", '''') || '' '' || coalesce("phone", '''')) %1$I.gin_trgm_ops)
    with (gin_pending_list_limit = 32768)', trgm);
  execute format('create index if not exists "retry_history_search" on "server"."retry_history" using gin (
    "server"."searched"("recipient") %1$I.gin_trgm_ops)', trgm);
exception when insufficient_privilege or undefined_file or feature_not_supported then null;
end $$;`;

export class Migration20261126233500 extends Migration {
  override name = 'Migration20261126233500';

  override up(): void | Promise<void> {
    for (const sql of FUNCTIONS) this.addSql(sql);
    this.addSql(INDEXES);
  }

  override down(): void | Promise<void> {
    this.addSql('drop index if exists "server"."appointment_search", "server"."retry_history_search";');
    this.addSql('drop function if exists "server"."searched"(text), "server"."searched_marked"(text);');
  }
}
