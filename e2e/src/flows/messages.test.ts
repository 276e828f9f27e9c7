/** What a person gets, looked at as it came over SMTP, by a parser of another library than the one that wrote it. */
import { until } from '@belltower/dev/until';
import PostalMime from 'postal-mime';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { book } from '../testbed/book.ts';
import { type Caller, callAs } from '../testbed/caller.ts';
import { type System, startSystem } from '../testbed/system.ts';

const NAME = 'Praxis "Süd", Łódź';
const LEFT_OUT = 'query ($id: ID!) { delivery(id: $id) { leftOut { of why text } } }';

interface Shown {
  readonly channel: 'EMAIL' | 'SMS';
  readonly status: string;
  readonly message: {
    readonly asSent: boolean | null;
    readonly from: string | null;
    readonly replyTo: string | null;
    readonly subject: string | null;
    readonly text: string;
    readonly html: string | null;
  };
}

const stack = new AsyncDisposableStack();
afterAll(() => stack.disposeAsync());

describe('the messages of an installation with a brand', () => {
  let system: System;
  let staff: Caller;

  beforeAll(async () => {
    const environment = {
      MAIL_FROM: 'desk@praxis.example',
      MAIL_REPLY_TO: 'Empfang <empfang@praxis.example>',
      BRAND_NAME: NAME,
      BRAND_LOGO_URL: 'https://praxis.example/logo.png',
      BRAND_COLOR: '#0b5cad',
      DEFAULT_LOCALE: 'de-AT',
      DEFAULT_TIME_ZONE: 'Europe/Vienna',
      BRAND_CONTACT: '+43 1 234 56 78',
    };
    system = stack.use(await startSystem({ environment }));
    staff = await callAs(system.server.url, 'desk', 'staff');
  });

  async function received(email: string) {
    const [mail] = await until('the mail is there', async () => {
      const mails = await system.mailsTo(email);
      return mails.length > 0 ? mails : null;
    });
    if (mail === undefined) throw new Error('no mail');
    const source = await system.sourceOf(mail);
    return { source: source.toString('utf8'), mail: await PostalMime.parse(source) };
  }

  it('the mail is whole: sender, subject, headers, and three parts that say the same', async () => {
    const email = 'ana&co+x@example.com';
    await book(staff, {
      email,
      time: new Date(Date.UTC(new Date().getUTCFullYear() + 1, 9, 20, 13)).toISOString(),
      timeZone: 'America/New_York',
      title: 'Łukasz ☎ “Kontrolle” תור 🦷',
      location: 'Ringstraße 12 & 14, <Wien>',
      customerName: 'Ana Gómez',
      durationMinutes: 45,
      locale: 'pt-BR',
    });
    const { source, mail } = await received(email);

    expect(mail.from).toMatchObject({ name: NAME, address: 'desk@praxis.example' });
    expect(mail.to).toMatchObject([{ address: email }]);
    expect(mail.subject).toMatch(/^Ihr Termin am .* – Łukasz ☎ “Kontrolle” תור 🦷$/);
    const headers = new Map(mail.headers.map(({ key, value }) => [key, value]));
    expect(headers.get('auto-submitted')).toBe('auto-generated');
    expect(headers.get('content-type')).toMatch(/^multipart\/mixed/);
    expect([...headers.keys()].filter((name) => name.startsWith('list-') || name === 'bcc')).toEqual([]);
    const [head = ''] = source.split(/\r?\n\r?\n/);
    expect(head).toMatch(/^[\x20-\x7e\r\n\t]*$/);

    for (const said of ['Guten Tag Ana Gómez,', '09:00', '15:00', 'MESZ', 'Ortszeit bei uns', '45 Minuten', NAME]) {
      expect(mail.text).toContain(said);
      expect(mail.html?.replaceAll('&quot;', '"')).toContain(said);
    }
    expect(mail.text).toContain('Fragen? Rufen Sie an: +43 1 234 56 78.');
    expect(mail.html).toContain('href="tel:+4312345678"');
    expect(mail.html).toContain('Ringstraße 12 &amp; 14, &lt;Wien&gt;');
    expect(mail.html).toContain('src="https://praxis.example/logo.png"');
    expect(mail.html).toContain('#0b5cad');

    const calendars = mail.attachments.filter(({ mimeType }) => /calendar|ics/.test(mimeType));
    expect(calendars.map(({ mimeType, method }) => [mimeType, method])).toEqual([
      ['text/calendar', 'REQUEST'],
      ['application/ics', undefined],
    ]);
    const [entry, ...others] = calendars.map(({ content }) =>
      typeof content === 'string' ? content : new TextDecoder().decode(content),
    );
    const unfolded = entry?.replace(/\r?\n /g, '');
    expect(unfolded).toContain(`DTSTART:${new Date().getUTCFullYear() + 1}1020T130000Z`);
    expect(unfolded).toContain('mailto:desk@praxis.example');
    expect(unfolded).toMatch(/mailto:ana%26co%2Bx@example\.com/i);
    expect(unfolded?.trimEnd().endsWith('END:VCALENDAR')).toBe(true);
    expect(others).toEqual([entry]);
  });

  it('staff see the mail and the SMS as they were sent, of a booking and of its move, to the letter', async () => {
    const [email, phone] = ['sent@example.com', '+436601234599'];
    const { id } = await book(staff, {
      email,
      phone,
      title: '☎ Kontrolle',
      location: 'Ringstraße 12',
      locale: 'pt-BR',
    });
    const move =
      'mutation ($input: RescheduleAppointmentInput!) { rescheduleAppointment(input: $input) { feedCursor } }';
    await until('the booking is sent', async () => ((await messages(id)).every(isSent) ? true : null));
    await staff.data(move, { input: { id, location: 'Graben 1' } });
    const all = await until('the move is sent', async () => {
      const found = await messages(id);
      return found.length === 4 && found.every(isSent) ? found : null;
    });
    expect(all.map(({ message }) => message.asSent)).toEqual([true, true, true, true]);
    const mails = await Promise.all(
      (await system.mailsTo(email)).map(async (mail) => await PostalMime.parse(await system.sourceOf(mail))),
    );
    const shown = all.filter(({ channel }) => channel === 'EMAIL').map(({ message }) => message);
    expect(mails).toHaveLength(2);
    for (const mail of mails) {
      const same = shown.find(({ subject }) => subject === mail.subject);
      expect(same?.html?.trim()).toBe(mail.html?.replaceAll('\r\n', '\n').trim());
      expect(same?.text.trim()).toBe(mail.text?.replaceAll('\r\n', '\n').trim());
      expect(same?.from).toContain(mail.from?.address);
      expect(same?.replyTo).toContain(mail.replyTo?.[0]?.address);
    }
    const texts = all.filter(({ channel }) => channel === 'SMS').map(({ message }) => message.text);
    expect(
      system
        .smsTo(phone)
        .map(({ body }) => body)
        .toSorted(),
    ).toEqual(texts.toSorted());
  });

  const isSent = ({ status }: Shown) => status === 'SENT' || status === 'DELIVERED';

  async function messages(id: string) {
    const { appointment } = await staff.data<{ appointment: { deliveries: readonly Shown[] } }>(
      `query ($id: ID!) { appointment(id: $id) { deliveries { channel status
        message { asSent from replyTo subject text html } } } }`,
      { id },
    );
    return appointment.deliveries;
  }

  it('the API names whom people ask, as the mail does', async () => {
    const { installation } = await staff.data<{ installation: unknown }>(
      '{ installation { contact { kind text url } } }',
    );
    expect(installation).toEqual({ contact: { kind: 'PHONE', text: '+43 1 234 56 78', url: 'tel:+4312345678' } });
  });

  it('the SMS has the brand and the likeness of what it cannot carry, in as many segments as it takes', async () => {
    const phone = '+436601234567';
    const booked = await book(staff, { phone, title: '\u200eŁukasz ☎ “Kontrolle”', location: 'Żółta ½', locale: 'ja' });
    const [sms] = await until('the SMS is there', () => {
      const messages = system.smsTo(phone);
      return messages.length > 0 ? messages : null;
    });
    expect(sms?.body).toMatch(
      /^Praxis "Süd", Lodz: Lukasz "Kontrolle" ist gebucht für .*\. Zolta 1\/2\. [0-9A-Z-]{9}$/,
    );

    const leftOut = async (caller: Caller, id = '') =>
      (await caller.data<{ delivery: { leftOut: unknown } | null }>(LEFT_OUT, { id })).delivery?.leftOut;
    const idOf = (channel: 'EMAIL' | 'SMS') => booked.deliveries.find((delivery) => delivery.channel === channel)?.id;
    expect(await leftOut(staff, idOf('SMS'))).toEqual([{ of: 'TITLE', why: 'PICTURE', text: '☎' }]);
    expect(await leftOut(staff, idOf('EMAIL'))).toEqual([]);
  });

  it('only staff see what an SMS leaves out', async () => {
    const title = 'я'.repeat(200);
    const customer = await callAs(system.server.url, 'anna', 'customer');
    const booked = await book(customer, { title, notify: { sms: true } });
    const [id] = booked.deliveries.map((delivery) => delivery.id);
    const [own, desk] = await Promise.all([customer.data(LEFT_OUT, { id }), staff.data(LEFT_OUT, { id })]);
    expect(own).toEqual({ delivery: { leftOut: [] } });
    expect(desk).toEqual({
      delivery: { leftOut: [{ of: 'TITLE', why: 'CUT', text: expect.stringMatching(/^я{80,180}$/) }] },
    });
  });
});
