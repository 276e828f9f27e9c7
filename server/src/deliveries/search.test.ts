import { expect, it } from 'vitest';
import { withDatabase } from '../../testing/with-database.ts';
import type { Database } from '../db/database.ts';
import type { DeliveryConditions } from './delivery-conditions.ts';
import { listDeliveries } from './delivery-list.ts';
import { searchedByIndex } from './search-index.ts';
import { spellingsOf } from './searched-words.ts';

const NONE: DeliveryConditions = {
  ...{ statuses: [], channels: [], kinds: [], errorCodes: [], appointmentId: null, ids: null, open: null },
  ...{ since: null, until: null, appointmentSince: null, appointmentUntil: null, search: null, country: 'AT' },
};
const OLD = new Date('2026-01-02T00:00:00Z');
const NAMES = [
  'Slavoj Žižek',
  'Anna Strauß',
  'Jörg Łódź',
  'İpek Øst',
  'Елена Йовкова',
  'ЕЛЕНА',
  'Ελένη Παπά',
  '王伟',
  '한글 이름',
  'Li Wu',
];
const TITLES = [null, 'Root canal 100%', 'back\\slash', "O'Neil [x] (2)", 'Röntgen_1'];
const SEARCHES = [
  ...[
    'zizek',
    'ŽIŽEK slavoj',
    'strauss',
    'Strauß',
    'lodz jorg',
    'ipek',
    'ost',
    'елена',
    'йовкова ЕЛЕНА',
    'иовк',
    'ελενη',
    '王伟',
    '한글',
  ],
  ...[
    'li wu',
    'wu',
    'canal 100%',
    'CANAL',
    'back\\slash',
    "o'neil [x]",
    'rontgen_1',
    'person7@example',
    'EXAMPLE.COM',
    '0660 100003',
  ],
  ...[
    '+43 660',
    '660100004',
    'canal_',
    '%',
    'corrected+3@',
    '0676 555',
    'nothing of this',
    'foreign 5',
    '00aa',
    'slavoj elena',
  ],
];

/** 100 appointments of long ago, some of other systems, some with a corrected address; and as many since that the index is asked. */
async function fill(db: Database): Promise<void> {
  const em = db.fork();
  const appointments = (ids: string, at: string, name: string, title: string) => `
    insert into server.appointment (id, event_id, occurred_at, user_id, customer_name, title, time, time_zone, duration_minutes, email, phone,
      notify_email, notify_sms, caller_sub, input_hash, created_at, feed_start)
    select ${ids}, gen_random_uuid(), ${at}, 'customer', ${name}, ${title}, ${at}, 'UTC', 30, 'Person' || g || '@example.com',
      '+43660' || (100000 + g), true, false, 'desk', '', ${at}, '{}' from generate_series(1, ?) g`;
  const of = (texts: readonly (string | null)[]) => `(?::jsonb ->> (g % ${texts.length})::int)`;
  const id = `('00aa0000-0000-4000-8000-' || lpad(to_hex(g), 12, '0'))::uuid`;
  const old = `'2026-01-01T00:00:00Z'::timestamptz + g * interval '1 minute'`;
  await em.execute(appointments(id, old, of(NAMES), of(TITLES)), [JSON.stringify(NAMES), JSON.stringify(TITLES), 100]);
  await em.execute(appointments('gen_random_uuid()', 'now()', "'Ada'", "'Other'"), [2_000]);
  await em.execute(`insert into server.delivery (id, source_event_id, appointment_id, user_id, channel, status, attempts, created_at, updated_at)
    select event_id, event_id, id::text, user_id, 'email', 'sent', 1, created_at, created_at from server.appointment`);
  await em.execute(`insert into server.delivery (id, source_event_id, appointment_id, channel, status, attempts, created_at, updated_at)
    select ${id}, ${id}, 'foreign ' || g, 'sms', 'sent', 1, ${old}, ${old} from generate_series(1, 20) g`);
  await em.execute(`insert into server.retry_history (event_id, delivery_id, after_attempt, requested_at, recipient)
    select gen_random_uuid(), ${id}, 1, now(), case when g % 2 = 0 then '+43676555' || g else 'Corrected+' || g || '@example.org' end
    from generate_series(1, 20) g`);
}

it('a search finds by the index what it finds by looking at each delivery', () =>
  withDatabase(async (db) => {
    await fill(db);
    expect(await searchedByIndex(db.fork())).toBe(true);
    const found = async (search: string, until: Date | null) => {
      const staff = { role: 'staff', sub: 'desk', expiresAtMs: 0 } as const;
      const rows = await listDeliveries(db.fork(), staff, { ...NONE, search, until }, { first: 100, after: null });
      return rows.filter(({ row }) => row.createdAt < OLD).map(({ row }) => row.id);
    };
    const none: string[] = [];
    for (const search of SEARCHES) {
      const [looked, indexed] = [await found(search, OLD), await found(search, null)];
      if (looked.length === 0) none.push(search);
      // what all have is found among the newest first
      if (indexed.length > 0 || !['EXAMPLE.COM', '+43 660', '%'].includes(search))
        expect([search, indexed]).toEqual([search, looked]);
    }
    expect(none).toEqual(['canal_', 'nothing of this', 'slavoj elena']);
  }));

it('a search looks at the newest deliveries where there is no index', () =>
  withDatabase(async (db) => {
    await fill(db);
    await db.fork().execute('drop index server.appointment_search');
    expect(await searchedByIndex(db.fork())).toBe(false);
    const staff = { role: 'staff', sub: 'desk', expiresAtMs: 0 } as const;
    const found = await listDeliveries(db.fork(), staff, { ...NONE, search: 'zizek' }, { first: 100, after: null });
    expect(found).toHaveLength(10);
  }));

it('the index has each letter as the comparison has it', () =>
  withDatabase(async (db) => {
    const letters = [...Array(0x2000).keys()]
      .map((code) => String.fromCodePoint(code))
      .filter((one) => /^\p{L}$/u.test(one));
    const bases = letters.filter((one) => spellingsOf(one).startsWith('['));
    expect(bases.length).toBeGreaterThan(50);
    const pairs = bases.flatMap((base) => {
      const spelling = new RegExp(spellingsOf(base), 'i');
      return letters.filter((letter) => spelling.test(letter)).map((letter) => [base, letter, spelling.source]);
    });
    const lost = await db.fork().execute(
      `select value from jsonb_array_elements(?::jsonb) where server.searched(value ->> 0) <> server.searched(value ->> 1)
           and value ->> 1 ~* (value ->> 2)`,
      [JSON.stringify(pairs)],
    );
    expect(lost).toEqual([]);
  }));
