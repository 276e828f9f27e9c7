/** What a person is shown once everything is up. */

/** Where everything is. Null: it does not run, or there is none. */
export interface Links {
  readonly server: string;
  readonly client: string;
  readonly mail: string | null;
  readonly sms: string | null;
  readonly database: string | null;
  readonly brokers: string | null;
  readonly tokens: { readonly staff: string; readonly customer: string } | null;
  readonly logs: string;
}

/** The lines to print: first `ready <url>` alone, for programs that wait for it, then the list. `now` is in milliseconds. */
export function readyLines(links: Links, now: number): string {
  const { tokens } = links;
  const rows: [string, string | null][] = [
    ['web client', links.client],
    ['playground', tokens === null ? `${links.server}/playground` : `${links.server}/playground#token=${tokens.staff}`],
    ['mail inbox', links.mail],
    ['SMS inbox', links.sms],
    ['database', links.database],
    ['Kafka brokers', links.brokers],
    ['logs', links.logs],
    ['staff token', tokens?.staff ?? null],
    ['customer token', tokens?.customer ?? null],
  ];
  const list = rows.flatMap(([name, value]) => (value === null ? [] : [`  ${name.padEnd(15)} ${value}`]));
  const example =
    tokens === null ? [] : ['', '  Book an appointment:', appointmentExample(links.server, tokens.customer, now)];
  const demo = tokens === null ? [] : ['', `  See the desk at work: npm run demo -- --url ${links.server}`];
  return [`ready ${links.server}`, '', ...list, ...example, ...demo, '', '  Ctrl-C stops everything.', ''].join('\n');
}

const WEEK_MS = 7 * 24 * 3_600_000;

function appointmentExample(server: string, token: string, now: number): string {
  const time = `${new Date(now + WEEK_MS).toISOString().slice(0, 13)}:00:00Z`;
  const input = `{ time: "${time}", title: "Check-up", email: "ada@example.com", phone: "+15555550123", notify: { email: true, sms: true } }`;
  const query = `mutation { createAppointment(input: ${input}) { appointment { id deliveries { id channel status } } feedCursor } }`;
  return [
    `  curl -s ${server}/graphql -H 'content-type: application/json' \\`,
    `    -H 'authorization: Bearer ${token}' \\`,
    `    -d '${JSON.stringify({ query })}'`,
  ].join('\n');
}
