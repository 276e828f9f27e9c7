/** What a prepared statement does once PostgreSQL keeps one plan for all parameters, at every size its tables may have. */
import { Client } from 'pg';

/** A statement with `$1` and on. */
interface Statement {
  readonly name: string;
  readonly text: string;
}

interface PlanNode {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly Schema?: string;
  readonly Plans?: readonly PlanNode[];
}

/**
 * Fills every table of `schema` with so many rows and explains each statement by its generic plan. Answers a line for each
 * growing table that a statement would read from start to end: `10000 rows: server lock deliveries reads delivery`.
 *
 * @param options.fixed tables that do not grow with what is booked
 */
export async function sequentialReads(
  url: string,
  statements: readonly Statement[],
  options: { readonly schema: string; readonly rows: readonly number[]; readonly fixed: readonly string[] },
): Promise<string[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query('set session_replication_role = replica'); // no foreign keys: rows need no partners here
    const found: string[] = [];
    for (const rows of options.rows) {
      await fill(client, options.schema, rows);
      for (const { name, text } of statements) {
        const { rows: explained } = await client.query(`explain (generic_plan, format json, verbose) ${text}`);
        const read = new Set(tablesRead(explained[0]['QUERY PLAN'][0].Plan, options.schema));
        for (const table of options.fixed) read.delete(table);
        found.push(...[...read].map((table) => `${rows} rows: ${name} reads ${table}`));
      }
    }
    return found;
  } finally {
    await client.end();
  }
}

function tablesRead(node: PlanNode, schema: string): string[] {
  const own = node['Node Type'] === 'Seq Scan' && node.Schema === schema ? [node['Relation Name'] ?? ''] : [];
  return [...own, ...(node.Plans ?? []).flatMap((inner) => tablesRead(inner, schema))];
}

async function fill(client: Client, schema: string, rows: number): Promise<void> {
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
  const tables = [...Map.groupBy(columns, ({ table }) => table)].map(
    ([table, its]) => [`"${schema}"."${table}"`, its] as const,
  );
  // All at once: what one truncates by a foreign key may have been filled before.
  await client.query(`truncate ${tables.map(([name]) => name).join(', ')} cascade`);
  for (const [name, its] of tables) {
    const names = its.map(({ column }) => `"${column}"`).join(', ');
    const values = its
      .map(({ type, checked }) => (checked === null ? VALUES[type] : `'${checked}'`) ?? 'null')
      .join(', ');
    await client.query(
      `insert into ${name} (${names}) select ${values} from generate_series(1, $1::int) g on conflict do nothing`,
      [rows],
    );
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
