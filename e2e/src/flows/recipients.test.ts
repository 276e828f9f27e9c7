/**
 * One rule for how a person is reached: a thousand addresses and a thousand numbers get the same verdict from the form, the API,
 * a corrected recipient and the notifier, and what is accepted is handed to the provider. RECIPIENTS_SEED makes other ones.
 */
import { startScriptedSmtpServer } from '@belltower/dev/scripted-smtp-server';
import { startSmsSimulator } from '@belltower/dev/sms-simulator';
import { until } from '@belltower/dev/until';
import { openEventLog } from '@belltower/event-log';
import { deliveryIdOf, readEmailAddress } from '@belltower/events';
import { isPhoneNumber, readWrittenNumber } from '@belltower/events/phone-number';
import { expect, it, vi } from 'vitest';
import { readEmail } from '../../../client/src/contact/read-email.ts';
import { createRandom } from '../chaos/random.ts';
import { appointmentInput, BOOK } from '../testbed/book.ts';
import { type Caller, callAs } from '../testbed/caller.ts';
import { foreignEvent } from '../testbed/foreign-event.ts';
import { ACCOUNT } from '../testbed/service.ts';
import { startSystem } from '../testbed/system.ts';
import { emailText, phoneText } from './generated-recipients.ts';

const SEED = Number(process.env.RECIPIENTS_SEED ?? 20261126);
const COUNT = 1_000;
const AT_ONCE = 20;
vi.setConfig({ testTimeout: 600_000 }); // against hangs only, also on a loaded machine

const RETRY = 'mutation ($input: RetryDeliveryInput!) { retryDelivery(input: $input) { delivery { id } } }';
const nobody = '00000000-0000-4000-8000-000000000000';

/** A text, where a person would be reached by it, and by which fields it is given. */
const kinds = {
  email: {
    text: emailText,
    readByForm: (text: string) => 'email' in readEmail(text),
    event: (email: string) => ({ email }),
  },
  phone: {
    text: phoneText,
    readByForm: (text: string) => {
      const { phone } = readWrittenNumber(text);
      if (phone !== null) expect(isPhoneNumber(phone), text).toBe(true);
      return phone !== null && text.includes(phone); // the form alone drops a trunk zero, and sends the number without it
    },
    event: (phone: string) => ({ phone_e164: phone }),
  },
} as const;

it.each(['email', 'phone'] as const)(
  `the form, the API, a correction and the notifier agree on ${COUNT} recipients by %s, and each that is accepted is sent to`,
  async (kind) => {
    await using stack = new AsyncDisposableStack();
    const handedOver: string[] = [];
    const smtp = stack.use(
      await startScriptedSmtpServer(
        { extensions: ['SMTPUTF8', '8BITMIME'] },
        ({ to }) => handedOver.push((readEmailAddress(to).address ?? to).toLowerCase()), // its domain may be in its own script
      ),
    );
    const onAccept = ({ to }: { readonly to: string }) => handedOver.push(to);
    const sms = stack.use(await startSmsSimulator({ ...ACCOUNT, port: 0, onAccept }));
    const environment = {
      SMTP_URL: `smtp://127.0.0.1:${smtp.port}`,
      TWILIO_API_URL: sms.url,
      REQUESTS_PER_SECOND: '1000000',
      REQUESTS_BURST: '1000000',
    };
    const system = stack.use(await startSystem({ environment }));
    const log = stack.use(openEventLog({ kind: 'postgres', url: system.database.url }));
    const desk = await callAs(system.server.url, 'desk', 'staff');
    const random = createRandom(SEED).fork(kind);
    const texts = Array.from({ length: COUNT }, (_, index) => kinds[kind].text(random, index));

    const byApi = await inTurns(texts, (text) => bookedAs(desk, kind, text));
    const byCorrection = await inTurns(texts, (text) => isCorrection(desk, kind, text));
    const events = texts.map((text) => foreignEvent(kinds[kind].event(text)));
    const records = events.map((event) => ({
      topic: 'appointments.created',
      key: String(event.appointment.appointment_id),
      value: JSON.stringify(event),
    }));
    await log.append(records);
    const channel = kind === 'email' ? 'email' : 'sms';
    const ids = events.map(({ event_id }) => deliveryIdOf(event_id, channel));
    const byNotifier = await until('the notifier has tried all of them', async () => {
      const rows = await system.database.query<{ id: string; status: string; code: string | null }>(
        'select id, status, error_code as code from server.delivery where id = any ($1::uuid[])',
        [ids],
      );
      const over = rows.filter(({ status }) => ['sent', 'delivered', 'failed'].includes(status));
      return over.length === COUNT && new Map(over.map((row) => [row.id, row]));
    });

    const verdicts = texts.map((text, index) => ({
      text,
      form: kinds[kind].readByForm(text),
      api: byApi[index] !== null,
      correction: byCorrection[index],
      notifier: byNotifier.get(ids[index] ?? '')?.code !== 'INVALID_RECIPIENT',
    }));
    const differing = verdicts.filter(
      ({ form, api, correction, notifier }) => form !== api || correction !== api || notifier !== api,
    );
    expect(differing, `seed ${SEED}`).toEqual([]);
    const accepted = byApi.filter((recipient) => recipient !== null);
    expect(accepted.length).toBeGreaterThan(COUNT / 4);
    expect(accepted.length).toBeLessThan(COUNT);
    const missing = () =>
      accepted.filter((recipient) => handedOver.filter((to) => to === recipient.toLowerCase()).length < 2);
    await until('each is handed to the provider, booked and by another producer', async () => {
      const [first] = missing();
      if (first !== undefined) throw new Error(`${missing().length} are not, such as ${first}`);
      return true;
    });
  },
);

interface BookedRecipient {
  readonly createAppointment: { readonly appointment: Record<'email' | 'phone', string | null> };
}

/** The recipient that the appointment has; null where it was refused for that, and for nothing else. */
async function bookedAs(desk: Caller, kind: 'email' | 'phone', text: string): Promise<string | null> {
  const notify = { email: kind === 'email', sms: kind === 'phone' };
  const input = appointmentInput({ email: null, phone: null, notify, [kind]: text });
  const { data = null, errors } = await desk.query(BOOK.replace('appointment {', 'appointment { email phone'), {
    input,
  });
  if (errors === undefined) {
    const { appointment } = (data as unknown as BookedRecipient).createAppointment;
    return appointment[kind];
  }
  const paths = errors.flatMap(({ extensions }) => (extensions?.issues ?? []).map(({ path }) => path.join('.')));
  expect(new Set(paths), text).toEqual(new Set([`input.${kind}`]));
  return null;
}

/** Whether it is taken for a corrected recipient: of a delivery that is not there. */
async function isCorrection(desk: Caller, kind: 'email' | 'phone', text: string): Promise<boolean> {
  const { errors } = await desk.query(RETRY, { input: { id: nobody, [kind]: text } });
  const code = errors?.[0]?.extensions?.code;
  expect(['NOT_FOUND', 'BAD_USER_INPUT'], text).toContain(code);
  return code === 'NOT_FOUND';
}

async function inTurns<T>(texts: readonly string[], ask: (text: string) => Promise<T>): Promise<T[]> {
  const found: T[] = [];
  for (let from = 0; from < texts.length; from += AT_ONCE) {
    found.push(...(await Promise.all(texts.slice(from, from + AT_ONCE).map(ask))));
  }
  return found;
}
