/** Requests of one shape in any size: what is repeated, how often, and how long each repetition is. */

type Part = (n: number, pad: string) => string;

const spread = (count: number, part: (n: number) => string, separator = ' ') =>
  Array.from({ length: count }, (_, n) => part(n)).join(separator);
const document = (query: string, variables: unknown = {}) => JSON.stringify({ query, variables });
const FILTER = 'query($f:DeliveryFilter){deliveries(filter:$f){nodes{id}}}';
const IDS = 'query($i:[ID!]){deliveries(filter:{ids:$i}){nodes{id}}}';
const objectOf = (count: number, part: Part, pad: string) =>
  Object.fromEntries(Array.from({ length: count }, (_, n) => [part(n, pad), n]));

/** Each shape's body, of `count` repetitions of which each has `pad` in it. */
const SHAPES = {
  fields: (count, pad) => document(`{me{${spread(count, (n) => `f${n}${pad}`)}}}`),
  'equal fields': (count, pad) => document(`{${spread(count, () => `a${pad}:me{id}`)}}`),
  aliases: (count, pad) => document(`{${spread(count, (n) => `a${n}${pad}:me{id}`)}}`),
  arguments: (count, pad) => document(`{deliveries(${spread(count, (n) => `a${n}${pad}:1`)}){nodes{id}}}`),
  directives: (count, pad) => document(`{me{id ${spread(count, (n) => `@d${n}${pad}`)}}}`),
  fragments: (count, pad) =>
    document(
      `{me{${spread(count, (n) => `...f${n}${pad}`)}}}${spread(count, (n) => `fragment f${n}${pad} on Viewer{id}`)}`,
    ),
  'a chain of fragments': (count, pad) =>
    document(
      `{me{...f0${pad}}}${spread(count, (n) => `fragment f${n}${pad} on Viewer{id ...f${n + 1}${pad} ...f${n + 1}${pad}}`)}`,
    ),
  operations: (count, pad) => document(spread(count, (n) => `query q${n}${pad}{me{id}}`)),
  'inline fragments': (count) => document(`{me${'{...on Viewer'.repeat(count)}{id}${'}'.repeat(count)}}`),
  'nested fields': (count, pad) => document(`${`{me${pad}`.repeat(count)}{id}${'}'.repeat(count)}`),
  'declared variables': (count, pad) => document(`query(${spread(count, (n) => `$v${n}${pad}:String`)}){me{id}}`),
  'a list in the document': (count, pad) =>
    document(`{deliveries(filter:{ids:[${spread(count, () => `"${pad}"`)}]}){nodes{id}}}`),
  'nested lists in the document': (count) =>
    document(`{deliveries(filter:{ids:${'['.repeat(count)}${']'.repeat(count)}}){nodes{id}}}`),
  'nested objects in the document': (count, pad) =>
    document(`{deliveries(filter:${`{x${pad}:`.repeat(count)}1${'}'.repeat(count)}){nodes{id}}}`),
  'block texts': (count, pad) =>
    document(`{deliveries(filter:{ids:[${spread(count, () => `"""\n  ${pad}\n """`)}]}){nodes{id}}}`),
  comments: (count, pad) => document(`{me{id}}${spread(count, () => `#${pad}\n`)}`),
  texts: (count, pad) => document(IDS, { i: Array(count).fill(pad) }),
  objects: (count, pad) => document(IDS, { i: Array(count).fill({ [`x${pad}`]: 1 }) }),
  'unknown fields': (count, pad) => document(FILTER, { f: objectOf(count, (n) => `f${n}${pad}`, pad) }),
  'lists of unknown fields': (count, pad) =>
    document('query($f:[DeliveryFilter!]){me{id}}', { f: Array(count).fill({ [`x${pad}`]: 1 }) }),
  'unknown variables': (count, pad) =>
    document(
      '{me{id}}',
      objectOf(count, (n) => `v${n}${pad}`, pad),
    ),
  extensions: (count, pad) =>
    JSON.stringify({ query: '{me{id}}', extensions: objectOf(count, (n) => `v${n}${pad}`, pad) }),
  'unknown members': (count, pad) =>
    JSON.stringify({ query: '{me{id}}', ...objectOf(count, (n) => `v${n}${pad}`, pad) }),
  'nested lists': (count) => `{"query":"${IDS}","variables":{"i":${'['.repeat(count)}${']'.repeat(count)}}}`,
  'nested objects': (count, pad) =>
    `{"query":"${FILTER}","variables":{"f":${`{"x${pad}":`.repeat(count)}1${'}'.repeat(count)}}}`,
  'a batch': (count, pad) => `[${spread(count, () => `{"query":"{me{id}}","x":"${pad}"}`, ',')}]`,
  escapes: (count, pad) => `{"query":"{me{id}}","x":"${`\\u0041${pad}\\\\`.repeat(count)}"}`,
  quotes: (count, pad) => `{"query":"{me{id}}","x":"${`"${pad}`.repeat(count)}`,
} satisfies Readonly<Record<string, (count: number, pad: string) => string>>;

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
