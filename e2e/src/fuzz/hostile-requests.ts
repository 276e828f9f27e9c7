/** Requests made to cost a server as much as they can: what came from outside first, then its kin. */

const IDS = 'query($i:[ID!]){deliveries(filter:{ids:$i}){nodes{id}}}';
const times = (count: number, text: (n: number) => string, separator = ' ') =>
  Array.from({ length: count }, (_, n) => text(n)).join(separator);
const json = (query: string, more: object = {}) => JSON.stringify({ query, ...more });
const deep = (levels: number) => '['.repeat(levels) + ']'.repeat(levels);

/** Bodies of POST requests, by what they hold. */
export const hostileBodies: Readonly<Record<string, string>> = {
  'a list of 650,000 objects for ids': `{"query":"${IDS}","variables":{"i":[${times(650_000, () => '{}', ',')}]}}`,
  'a list of 90,000 numbers for texts': json('query($i:[String!]){deliveries(filter:{errorCodes:$i}){nodes{id}}}', {
    variables: { i: Array(90_000).fill(1.5) },
  }),
  'a list of 5,000 objects for ids': json(IDS, { variables: { i: Array(5_000).fill({}) } }),
  '100,000 unknown fields': json('query($f:DeliveryFilter){deliveries(filter:$f){nodes{id}}}', {
    variables: { f: Object.fromEntries(Array.from({ length: 100_000 }, (_, n) => [`f${n}`, 1])) },
  }),
  '4,000 unknown fields with long names': json('query($f:DeliveryFilter){deliveries(filter:$f){nodes{id}}}', {
    variables: { f: Object.fromEntries(Array.from({ length: 4_000 }, (_, n) => [`f${n}${'x'.repeat(400)}`, 1])) },
  }),
  '600 unknown fields with long names': json('query($f:DeliveryFilter){deliveries(filter:$f){nodes{id}}}', {
    variables: { f: Object.fromEntries(Array.from({ length: 600 }, (_, n) => [`f${n}${'x'.repeat(400)}`, 1])) },
  }),
  '80,000 objects for ids': `{"query":"${IDS}","variables":{"i":[${times(80_000, () => '{}', ',')}]}}`,
  '9,000 unknown fields': json('query($f:DeliveryFilter){deliveries(filter:$f){nodes{id}}}', {
    variables: { f: Object.fromEntries(Array.from({ length: 9_000 }, (_, n) => [`f${n}`, 1])) },
  }),
  '100,000 variables': json('{me{id}}', {
    variables: Object.fromEntries(Array.from({ length: 100_000 }, (_, n) => [`v${n}`, n])),
  }),
  '100,000 extensions': json('{me{id}}', {
    extensions: Object.fromEntries(Array.from({ length: 100_000 }, (_, n) => [`v${n}`, n])),
  }),
  'a text of 250 KB for an enum': json(
    'query($b:Bucket!){deliveryStatistics(since:"2026-01-01T00:00:00Z",bucket:$b){count}}',
    { variables: { b: 'X'.repeat(250_000) } },
  ),
  'a text of 250 KB for a number': json('query($n:Int){deliveries(first:$n){nodes{id}}}', {
    variables: { n: 'X'.repeat(250_000) },
  }),
  'a text of 250 KB for an instant': json('query($s:DateTime!){deliveryStatistics(since:$s,bucket:DAY){count}}', {
    variables: { s: 'X'.repeat(250_000) },
  }),
  'a text of 250 KB for a search': json('query($s:String){deliveries(filter:{search:$s}){nodes{id}}}', {
    variables: { s: 'X'.repeat(250_000) },
  }),
  'a cursor of 250 KB': json('query($s:String){deliveries(after:$s){nodes{id}}}', {
    variables: { s: 'X'.repeat(250_000) },
  }),
  'an object for a text': json('query($s:String){deliveries(filter:{search:$s}){nodes{id}}}', {
    variables: { s: { a: 'X'.repeat(250_000) } },
  }),
  'variables nested 120,000 deep': `{"query":"${IDS}","variables":{"i":${deep(120_000)}}}`,
  'variables nested 40 deep, wide': json(IDS, { variables: { i: JSON.parse(`[${times(200, () => deep(40), ',')}]`) } }),
  'a body nested 120,000 deep': deep(120_000),
  'a list of 100,000 requests': `[${times(100_000, () => '{"query":"{me{id}}"}', ',')}]`,
  'a list of 50 requests': `[${times(50, () => '{"query":"{me{id}}"}', ',')}]`,
  'an operation name of 250 KB': json('query a{me{id}}', { operationName: 'x'.repeat(250_000) }),
  'a persisted query': json('{me{id}}', {
    extensions: { persistedQuery: { version: 1, sha256Hash: 'x'.repeat(250_000) } },
  }),
  'a document that is one name of 250 KB': json(`{${'x'.repeat(250_000)}}`),
  'a document of 250 KB of comments': json(`{me{id}}#${'x'.repeat(250_000)}`),
  'a document that is one text of 250 KB': json(`{appointment(id:"${'x'.repeat(250_000)}"){id}}`),
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
  '270 texts of 900 characters': json(IDS, { variables: { i: Array(270).fill('x'.repeat(900)) } }),
  'nested lists in a document': json(`{deliveries(filter:{ids:${deep(900)}}){nodes{id}}}`),
  '1,400 nested lists of texts in a document': json(
    `{deliveries(filter:{ids:[${times(450, () => '[["x"]]')}]}){nodes{id}}}`,
  ),
  'nested input objects in a document': json(
    `{deliveries(filter:${'{ids:'.repeat(600)}1${'}'.repeat(600)}){nodes{id}}}`,
  ),
  'nested input objects in variables': `{"query":"query($f:DeliveryFilter){deliveries(filter:$f){nodes{id}}}","variables":{"f":${'{"ids":'.repeat(45)}1${'}'.repeat(45)}}}`,
  '660 arguments': json(`{deliveries(${times(660, (n) => `a${n}:1`)}){nodes{id}}}`),
  '500 aliases of a field with arguments': json(`{${times(500, (n) => `a${n}:me{id}`)}}`),
  '390 variables that are declared': json(`query(${times(390, (n) => `$v${n}:String`)}){me{id}}`),
  '190 variables that are used': json(
    `query(${times(190, (n) => `$v${n}:ID`)}){deliveries(filter:{ids:[${times(190, (n) => `$v${n}`)}]}){nodes{id}}}`,
  ),
  '90 variables of 100 objects each': json(`query(${times(90, (n) => `$v${n}:[DeliveryFilter!]`)}){me{id}}`, {
    variables: Object.fromEntries(Array.from({ length: 90 }, (_, n) => [`v${n}`, Array(100).fill({ x: 1 })])),
  }),
  '280 fragments': json(`{me{id}} ${times(280, (n) => `fragment f${n} on Viewer{id}`)}`),
  '190 fragments that are used': json(
    `{me{${times(190, (n) => `...f${n}`)}}} ${times(190, (n) => `fragment f${n} on Viewer{id}`)}`,
  ),
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
  'one extension of 250 KB': json('{me{id}}', { extensions: { x: 'x'.repeat(250_000) } }),
  'the same name 9,000 times': `{"query":"{me{id}}","variables":{${times(9_000, () => '"x":{}', ',')}}}`,
  '9,000 names that are numbers': json('{me{id}}', {
    variables: Object.fromEntries(Array.from({ length: 9_000 }, (_, n) => [String(n * 450_000), n])),
  }),
  'a booking with 1,200 unknown fields of 200 characters': json(
    'mutation($i:CreateAppointmentInput!){createAppointment(input:$i){appointment{id}}}',
    { variables: { i: Object.fromEntries(Array.from({ length: 1_200 }, (_, n) => [`${n}${'y'.repeat(200)}`, n])) } },
  ),
  'a booking with texts of 35 KB': json(
    'mutation($i:CreateAppointmentInput!){createAppointment(input:$i){appointment{id}}}',
    {
      variables: {
        i: Object.fromEntries(
          ['title', 'location', 'email', 'phone', 'timeZone', 'locale', 'idempotencyKey'].map((name) => [
            name,
            'a@b.'.repeat(9_000),
          ]),
        ),
      },
    },
  ),
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
