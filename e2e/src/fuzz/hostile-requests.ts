/** Requests made to cost a server as much as they can: shapes that are repeated in any size, and a catalogue of what came from outside and its kin. */

const FILTER = 'query($f:DeliveryFilter){deliveries(filter:$f){nodes{id}}}';
const IDS = 'query($i:[ID!]){deliveries(filter:{ids:$i}){nodes{id}}}';
const BOOK = 'mutation($i:CreateAppointmentInput!){createAppointment(input:$i){appointment{id}}}';
const LONG = 'X'.repeat(250_000);

const times = (count: number, part: (n: number) => string, separator = ' ') =>
  Array.from({ length: count }, (_, n) => part(n)).join(separator);
const json = (query: string, more: object = {}) => JSON.stringify({ query, ...more });
const withVariables = (query: string, variables: unknown) => json(query, { variables });
/** `count` members, each named by its number. */
const membersOf = (count: number, nameOf: (n: number) => string, value?: unknown) =>
  Object.fromEntries(Array.from({ length: count }, (_, n) => [nameOf(n), value ?? n]));
const deep = (levels: number) => '['.repeat(levels) + ']'.repeat(levels);
/** A text variable where the schema wants this type, in these arguments. */
const textFor = (type: string, selection: string, value: unknown = LONG) =>
  withVariables(`query($x:${type}){${selection}}`, { x: value });

/** Each shape's body, of `count` repetitions of which each has `pad` in it. */
const SHAPES = {
  fields: (count, pad) => json(`{me{${times(count, (n) => `f${n}${pad}`)}}}`),
  'equal fields': (count, pad) => json(`{${times(count, () => `a${pad}:me{id}`)}}`),
  aliases: (count, pad) => json(`{${times(count, (n) => `a${n}${pad}:me{id}`)}}`),
  arguments: (count, pad) => json(`{deliveries(${times(count, (n) => `a${n}${pad}:1`)}){nodes{id}}}`),
  directives: (count, pad) => json(`{me{id ${times(count, (n) => `@d${n}${pad}`)}}}`),
  fragments: (count, pad) =>
    json(`{me{${times(count, (n) => `...f${n}${pad}`)}}} ${times(count, (n) => `fragment f${n}${pad} on Viewer{id}`)}`),
  'a chain of fragments': (count, pad) =>
    json(
      `{me{...f0${pad}}}${times(count, (n) => `fragment f${n}${pad} on Viewer{id ...f${n + 1}${pad} ...f${n + 1}${pad}}`)}`,
    ),
  operations: (count, pad) => json(times(count, (n) => `query q${n}${pad}{me{id}}`)),
  'inline fragments': (count) => json(`{me${'{...on Viewer'.repeat(count)}{id}${'}'.repeat(count)}}`),
  'nested fields': (count, pad) => json(`${`{me${pad}`.repeat(count)}{id}${'}'.repeat(count)}`),
  'declared variables': (count, pad) => json(`query(${times(count, (n) => `$v${n}${pad}:String`)}){me{id}}`),
  'a list in the document': (count, pad) =>
    json(`{deliveries(filter:{ids:[${times(count, () => `"${pad}"`)}]}){nodes{id}}}`),
  'nested lists in the document': (count) => json(`{deliveries(filter:{ids:${deep(count)}}){nodes{id}}}`),
  'nested objects in the document': (count, pad) =>
    json(`{deliveries(filter:${`{x${pad}:`.repeat(count)}1${'}'.repeat(count)}){nodes{id}}}`),
  'block texts': (count, pad) =>
    json(`{deliveries(filter:{ids:[${times(count, () => `"""\n  ${pad}\n """`)}]}){nodes{id}}}`),
  comments: (count, pad) => json(`{me{id}}${times(count, () => `#${pad}\n`)}`),
  texts: (count, pad) => withVariables(IDS, { i: Array(count).fill(pad) }),
  objects: (count, pad) => withVariables(IDS, { i: Array(count).fill({ [`x${pad}`]: 1 }) }),
  'unknown fields': (count, pad) => withVariables(FILTER, { f: membersOf(count, (n) => `f${n}${pad}`) }),
  'lists of unknown fields': (count, pad) =>
    withVariables('query($f:[DeliveryFilter!]){me{id}}', { f: Array(count).fill({ [`x${pad}`]: 1 }) }),
  'unknown variables': (count, pad) =>
    withVariables(
      '{me{id}}',
      membersOf(count, (n) => `v${n}${pad}`),
    ),
  extensions: (count, pad) => json('{me{id}}', { extensions: membersOf(count, (n) => `v${n}${pad}`) }),
  'unknown members': (count, pad) =>
    json(
      '{me{id}}',
      membersOf(count, (n) => `v${n}${pad}`),
    ),
  'nested lists': (count) => `{"query":"${IDS}","variables":{"i":${deep(count)}}}`,
  'nested objects': (count, pad) =>
    `{"query":"${FILTER}","variables":{"f":${`{"x${pad}":`.repeat(count)}1${'}'.repeat(count)}}}`,
  'a batch': (count, pad) => `[${times(count, () => `{"query":"{me{id}}","x":"${pad}"}`, ',')}]`,
  escapes: (count, pad) => `{"query":"{me{id}}","x":"${`\\u0041${pad}\\\\`.repeat(count)}"}`,
  quotes: (count, pad) => `{"query":"{me{id}}","x":"${`"${pad}`.repeat(count)}`,
} satisfies Readonly<Record<string, (count: number, pad: string) => string>>;

/** Texts that take long to be looked at, and are a link at last: nothing is booked. */
function fiftyAppointments(text: string): string {
  const fields = times(50, (n) => `b${n}:createAppointment(input:$i){appointment{id}}`);
  const link = `${text} example.at`;
  const time = new Date(Date.now() + 86_400_000).toISOString();
  const input = {
    time,
    notify: { email: true },
    email: 'a@example.com',
    customerName: link,
    title: link,
    location: link,
  };
  return withVariables(`mutation($i:CreateAppointmentInput!){${fields}}`, { i: input });
}

/** The names of the shapes. */
export const shapes = Object.keys(SHAPES) as readonly (keyof typeof SHAPES)[];

/** A request of the fuzzer's: small enough to be sent from one process to another. */
export interface FuzzedRequest {
  readonly shape: (typeof shapes)[number];
  readonly count: number;
  readonly length: number;
}

/** Its body. */
export function bodyOf({ shape, count, length }: FuzzedRequest): string {
  return SHAPES[shape](count, 'x'.repeat(length));
}

const many = (shape: FuzzedRequest['shape'], count: number, length = 0) => bodyOf({ shape, count, length });

/** Bodies of POST requests, by what they hold. */
export const hostileBodies: Readonly<Record<string, string>> = {
  'a list of 650,000 objects for ids': `{"query":"${IDS}","variables":{"i":[${times(650_000, () => '{}', ',')}]}}`,
  'a list of 90,000 numbers for texts': withVariables(
    'query($i:[String!]){deliveries(filter:{errorCodes:$i}){nodes{id}}}',
    { i: Array(90_000).fill(1.5) },
  ),
  'a list of 5,000 objects for ids': withVariables(IDS, { i: Array(5_000).fill({}) }),
  '100,000 unknown fields': many('unknown fields', 100_000),
  '4,000 unknown fields with long names': many('unknown fields', 4_000, 400),
  '600 unknown fields with long names': many('unknown fields', 600, 400),
  '80,000 objects for ids': `{"query":"${IDS}","variables":{"i":[${times(80_000, () => '{}', ',')}]}}`,
  '9,000 unknown fields': many('unknown fields', 9_000),
  '100,000 variables': many('unknown variables', 100_000),
  '100,000 extensions': many('extensions', 100_000),
  'a text of 250 KB for an enum': textFor(
    'Bucket!',
    'deliveryStatistics(since:"2026-01-01T00:00:00Z",bucket:$x){count}',
  ),
  'a text of 250 KB for a number': textFor('Int', 'deliveries(first:$x){nodes{id}}'),
  'a text of 250 KB for an instant': textFor('DateTime!', 'deliveryStatistics(since:$x,bucket:DAY){count}'),
  'a text of 250 KB for a search': textFor('String', 'deliveries(filter:{search:$x}){nodes{id}}'),
  'a cursor of 250 KB': textFor('String', 'deliveries(after:$x){nodes{id}}'),
  'an object for a text': textFor('String', 'deliveries(filter:{search:$x}){nodes{id}}', { a: LONG }),
  'variables nested 120,000 deep': many('nested lists', 120_000),
  'variables nested 40 deep, wide': withVariables(IDS, { i: JSON.parse(`[${times(200, () => deep(40), ',')}]`) }),
  'a body nested 120,000 deep': deep(120_000),
  'a list of 100,000 requests': `[${times(100_000, () => '{"query":"{me{id}}"}', ',')}]`,
  'a list of 50 requests': `[${times(50, () => '{"query":"{me{id}}"}', ',')}]`,
  'an operation name of 250 KB': json('query a{me{id}}', { operationName: LONG }),
  'a persisted query': json('{me{id}}', { extensions: { persistedQuery: { version: 1, sha256Hash: LONG } } }),
  'a document that is one name of 250 KB': json(`{${LONG}}`),
  'a document of 250 KB of comments': json(`{me{id}}#${LONG}`),
  'a document that is one text of 250 KB': json(`{appointment(id:"${LONG}"){id}}`),
  'a document of 2,000 tokens that are a list': json(
    `{deliveries(filter:{ids:[${times(1_900, (n) => `"${n}"`)}]}){nodes{id}}}`,
  ),
  '400 operations': json(
    times(400, (n) => `query q${n}{me{id}}`),
    { operationName: 'q7' },
  ),
  'a directive 10,000 times': json(`{me{id ${'@include(if:true)'.repeat(10_000)}}}`),
  'a directive 280 times': json(`{me{id ${'@include(if:true)'.repeat(280)}}}`),
  '1,900 unknown fields': json(`{${times(1_900, (n) => `deliverie${n}`)}}`),
  '1,900 equal fields': json(`{me{${times(1_900, () => 'id')}}}`),
  '300 equal fields with fields of their own': json(`{${times(380, () => 'me{id role}')}}`),
  'conflicts between 450 fields': json(
    `{${times(450, (n) => `deliveries(first:${(n % 50) + 1}){x:__typename}`).slice(0, 15_000)}}`,
  ),
  'fragments that double 40 times': json(
    `{me{...f0}} ${times(40, (n) => `fragment f${n} on Viewer{id ...f${n + 1} ...f${n + 1}}`)} fragment f40 on Viewer{id}`,
  ),
  'fragments in each other, with aliases': json(
    `{deliveries(first:100){nodes{...f0}}} ${times(4, (n) => `fragment f${n} on Delivery{${times(9, (m) => `a${m}:appointment{deliveries{...f${n + 1}}}`)}}`)} fragment f4 on Delivery{id history{attempt}}`,
  ),
  'fragments in a circle': json('{me{...a}} fragment a on Viewer{...b} fragment b on Viewer{...a}'),
  'a page of a hundred pages': json(
    `{${times(45, (n) => `a${n}:deliveries(first:100){nodes{history{attempt status}}}`)}}`,
  ),
  'introspection of introspection': json(
    `{${times(45, (n) => `a${n}:__schema{types{name fields{name args{name type{name ofType{name}}}}}}`)}}`,
  ),
  '270 texts of 900 characters': many('texts', 270, 900),
  'nested lists in a document': many('nested lists in the document', 900),
  '1,400 nested lists of texts in a document': json(
    `{deliveries(filter:{ids:[${times(450, () => '[["x"]]')}]}){nodes{id}}}`,
  ),
  'nested input objects in a document': json(
    `{deliveries(filter:${'{ids:'.repeat(600)}1${'}'.repeat(600)}){nodes{id}}}`,
  ),
  'nested input objects in variables': `{"query":"${FILTER}","variables":{"f":${'{"ids":'.repeat(45)}1${'}'.repeat(45)}}}`,
  '660 arguments': many('arguments', 660),
  '500 aliases of a field with arguments': many('aliases', 500),
  '390 variables that are declared': many('declared variables', 390),
  '190 variables that are used': json(
    `query(${times(190, (n) => `$v${n}:ID`)}){deliveries(filter:{ids:[${times(190, (n) => `$v${n}`)}]}){nodes{id}}}`,
  ),
  '90 variables of 100 objects each': withVariables(
    `query(${times(90, (n) => `$v${n}:[DeliveryFilter!]`)}){me{id}}`,
    membersOf(90, (n) => `v${n}`, Array(100).fill({ x: 1 })),
  ),
  '280 fragments': json(`{me{id}} ${times(280, (n) => `fragment f${n} on Viewer{id}`)}`),
  '190 fragments that are used': many('fragments', 190),
  '130 fragments that use all that follow': json(
    `{me{...f0}} ${times(40, (n) => `fragment f${n} on Viewer{${times(40 - n, (m) => `...f${n + m + 1}`)} id}`)} fragment f40 on Viewer{id}`,
  ),
  'inline fragments nested 480 deep': json(`{me{${'...on Viewer{'.repeat(480)}id${'}'.repeat(480)}}}`),
  'fields nested 900 deep': json(`{${'me{'.repeat(900)}id${'}'.repeat(900)}}`),
  '90 directives that nobody knows, with arguments': json(
    `{me{id ${times(90, (n) => `@d${n}(a:[1,2,3,4,5,6,7,8,9])`)}}}`,
  ),
  'types nested 600 deep': json(`query($v:${'['.repeat(600)}ID${']'.repeat(600)}){me{id}}`),
  'names of 60,000 characters, once': json(`{me{${'x'.repeat(60_000)}}}`),
  'names of 240 characters, 250 times': json(`{me{${times(250, (n) => `${'x'.repeat(236)}${n}`)}}}`),
  'escapes in a text of 250 KB': `{"query":"{me{id}}","variables":{"x":"${'\\u0041'.repeat(41_000)}"}}`,
  'backslashes in a text of 250 KB': `{"query":"{me{id}}","variables":{"x":"${'\\'.repeat(250_000)}"}}`,
  'backslashes that nothing ends': `{"query":"{me{id}}","variables":{"x":"${'\\'.repeat(250_000)}`,
  '240,000 quotes': `{"query":"{me{id}}","x":${'"'.repeat(240_000)}}`,
  'a text of 250 KB in two bytes a character': `{"query":"{me{id}}","variables":{"x":"${'\u4e2d'.repeat(83_000)}"}}`,
  'spaces, 250 KB': `${' '.repeat(250_000)}{"query":"{me{id}}"}`,
  'digits, 250 KB': `{"query":"{me{id}}","variables":{"x":${'9'.repeat(250_000)}}}`,
  'one extension of 250 KB': json('{me{id}}', { extensions: { x: LONG } }),
  'the same name 9,000 times': `{"query":"{me{id}}","variables":{${times(9_000, () => '"x":{}', ',')}}}`,
  '9,000 names that are numbers': withVariables(
    '{me{id}}',
    membersOf(9_000, (n) => String(n * 450_000)),
  ),
  'a booking with 1,200 unknown fields of 200 characters': withVariables(BOOK, {
    i: membersOf(1_200, (n) => `${n}${'y'.repeat(200)}`),
  }),
  '50 appointments with texts like numbers': fiftyAppointments('\u0663;~'.repeat(60)),
  '50 appointments with texts of which nobody sees most': fiftyAppointments('\u00ad'.repeat(64_000)),
  'a booking with texts of 35 KB': withVariables(BOOK, {
    i: Object.fromEntries(
      ['title', 'location', 'email', 'phone', 'timeZone', 'locale', 'idempotencyKey'].map((name) => {
        return [name, 'a@b.'.repeat(9_000)];
      }),
    ),
  }),
};
/** Headers of a request with the body `{"query":"{me{id}}"}`, by what they hold. */
export const hostileHeaders: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'a header of 15,000 characters': { 'x-long': 'x'.repeat(15_000) },
  'a header of 60,000 characters': { 'x-long': 'x'.repeat(60_000) },
  '900 headers': Object.fromEntries(Array.from({ length: 900 }, (_, n) => [`x-${n}`, 'x'])),
  'a token of 15,000 characters': { authorization: `Bearer ${'x.'.repeat(7_500)}` },
  'a trace of 15,000 characters': { traceparent: '0-'.repeat(7_500) },
  'a content type of 15,000 characters': { 'content-type': `application/json;${'a=b;'.repeat(3_700)}` },
  '7,000 accepted types': { accept: 'a/b,'.repeat(3_700) },
};
