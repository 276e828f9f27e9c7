/**
 * What a statement does at every size its tables may have: a prepared one once PostgreSQL keeps one plan for all parameters,
 * any other with the values it was run with.
 */
import { Client } from 'pg';
import type { RunStatement } from './record-statements.ts';

/** Which tables are filled, and what is allowed. */
export interface PlanOptions {
  readonly schemas: readonly string[];
  /** Sizes, in ascending order. 0, if it is there: tables as they are after a start on an empty database, never analysed. */
  readonly rows: readonly number[];
  /** Tables that do not grow with what is booked. */
  readonly fixed: readonly string[];
  /** Expressions of columns that differ from what their type gets, by `table.column`; the row's number is `g`. */
  readonly values?: Readonly<Record<string, string>>;
}

interface PlanNode {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly Schema?: string;
  readonly Filter?: string;
  readonly Plans?: readonly PlanNode[];
}

/**
 * Grows every table of the schemas to each size and explains each statement there. Answers a line for each growing table that
 * a statement would read from start to end: `10000 rows: server lock deliveries reads delivery`.
 */
export async function sequentialReads(
  url: string,
  statements: readonly RunStatement[],
  options: PlanOptions,
): Promise<string[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query('set session_replication_role = replica'); // no foreign keys: rows need no partners here
    const found: string[] = [];
    let before = 0;
    for (const rows of options.rows) {
      if (rows > 0) for (const schema of options.schemas) await fill(client, schema, options, before, rows);
      before = rows;
      for (const { name, text } of statements) {
        if (rows === 0 && !isPrepared(text)) continue; // it is planned again each time
        const { rows: explained } = await client.query(
          `explain (${isPrepared(text) ? 'generic_plan, ' : ''}format json, verbose) ${text}`,
        );
        const read = new Set(tablesRead(explained[0]['QUERY PLAN'][0].Plan, options.schemas));
        for (const table of options.fixed) read.delete(table);
        found.push(...[...read].map((table) => `${rows} rows: ${name} reads ${table}`));
      }
    }
    return found;
  } finally {
    await client.end();
  }
}

const isPrepared = (text: string) => /\$\d/.test(text);

/** A scan below a limit, without a condition of its own, ends where the limit does. */
function tablesRead(node: PlanNode, schemas: readonly string[], isLimited = false): string[] {
  const isWhole = node['Node Type'] === 'Seq Scan' && !(isLimited && node.Filter === undefined);
  const own = isWhole && schemas.includes(node.Schema ?? '') ? [node['Relation Name'] ?? ''] : [];
  const limits = node['Node Type'] === 'Limit';
  return [...own, ...(node.Plans ?? []).flatMap((inner) => tablesRead(inner, schemas, limits))];
}

const FIXED_ROWS = 10;

/** How to drop the indexes and the keys of a table, and to make them again; not keys that another table refers to. */
const DERIVED = `
  select format('drop index %s', i.indexrelid::regclass) as drop, pg_get_indexdef(i.indexrelid) as make from pg_index i
  where i.indrelid = $1::regclass and not exists (select from pg_constraint k where k.conindid = i.indexrelid)
  union all
  select format('alter table %s drop constraint %I', k.conrelid::regclass, k.conname),
    format('alter table %s add constraint %I %s', k.conrelid::regclass, k.conname, pg_get_constraintdef(k.oid))
  from pg_constraint k where k.conrelid = $1::regclass and k.contype in ('p', 'u')
    and not exists (select from pg_constraint f where f.contype = 'f' and f.conindid = k.conindid)`;

/** Adds rows above `from`, up to `to`. Indexes and keys are made again at once, which is many times as fast as row by row. */
async function fill(
  client: Client,
  schema: string,
  { fixed, values: special = {} }: PlanOptions,
  from: number,
  to: number,
): Promise<void> {
  const { rows: columns } = await client.query<{ table: string; column: string; type: string; checked: string | null }>(
    `select c.table_name as "table", c.column_name as "column", c.udt_name as type,
       (select substring(k.check_clause from '''([a-z_]+)''') from information_schema.constraint_column_usage u
        join information_schema.check_constraints k using (constraint_schema, constraint_name)
        where u.table_schema = $1 and u.table_name = c.table_name and u.column_name = c.column_name
          and k.check_clause like '%''%' limit 1) as checked
     from information_schema.columns c join information_schema.tables t using (table_schema, table_name)
     where c.table_schema = $1 and t.table_type = 'BASE TABLE' and c.table_name not like 'migration%'
     order by c.table_name, c.ordinal_position`,
    [schema],
  );
  const tables = Map.groupBy(columns, ({ table }) => table);
  const nameOf = (table: string) => `"${schema}"."${table}"`;
  // All at once: what one truncates by a foreign key may have been filled before.
  if (from === 0) await client.query(`truncate ${[...tables.keys()].map(nameOf).join(', ')} cascade`);
  for (const [table, its] of tables) {
    if (fixed.includes(table) && from > 0) continue;
    const name = nameOf(table);
    const { rows: indexes } = await client.query<{ drop: string; make: string }>(DERIVED, [name]);
    for (const { drop } of indexes) await client.query(drop);
    const columnNames = its.map(({ column }) => `"${column}"`).join(', ');
    const values = its
      .map(
        ({ column, type, checked }) =>
          special[`${table}.${column}`] ?? (checked === null ? VALUES[type] : `'${checked}'`) ?? 'null',
      )
      .join(', ');
    await client.query(
      `insert into ${name} (${columnNames}) overriding system value select ${values} from generate_series($1::int + 1, $2::int) g`,
      [from, fixed.includes(table) ? FIXED_ROWS : to],
    );
    for (const { make } of indexes) await client.query(make);
    await client.query(`analyze ${name}`);
  }
}

/** An expression of each type, all different from row to row where the type has so many. */
const VALUES: Readonly<Record<string, string>> = {
  uuid: 'gen_random_uuid()',
  text: "'text ' || g",
  timestamptz: "now() - g * interval '1 second'",
  _timestamptz: 'array[]::timestamptz[]',
  int4: 'g',
  int8: 'g',
  bool: 'g % 2 = 0',
  jsonb: "'{}'",
  bytea: "'\\x00'",
};
