import { referenceOf } from '@belltower/events';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { renderEmail } from './email.ts';
import { languages } from './language.ts';
import { renderSms } from './sms.ts';
import { cancelledOf, envelopeOf, eventOf, eventsOf, movedOf } from './testing/fixtures.ts';

const envelope = envelopeOf();

/** What a reader sees of HTML. */
const seen = (html: string) =>
  html
    .replace(/<style>.*?<\/style>|<title>.*?<\/title>/gs, '')
    .replace(/<[^>]+>/g, ' ')
    .replace(
      /&(amp|lt|gt|quot|#39);/g,
      (entity) => ({ '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"' })[entity] ?? "'",
    )
    .replace(/\s+/g, ' ');

describe('the mail', () => {
  it("shows the time in the appointment's zone, with the zone's name, in both parts", () => {
    const mail = renderEmail(eventOf({ time_zone: 'America/New_York', locale: 'en-US', title: 'Check-up' }), envelope);
    for (const part of [mail.text, mail.html]) {
      expect(part).toContain('Friday, February 20, 2026 at 10:00');
      expect(part).toContain('EST, Eastern Standard Time');
      expect(part).toContain('Check-up');
      expect(part).toContain(referenceOf('5'));
    }
    expect(mail.subject).toMatch(/^Your appointment on Fri, Feb 20, 2026, 10:00\sAM EST – Check-up$/);
  });

  it('has an ASCII domain in its ids and its calendar entry, where the sender has one in another script', () => {
    const { messageId, thread, calendar } = renderEmail(eventOf(), envelopeOf({ MAIL_FROM: 'praxis@bücher.example' }));
    expect([messageId, thread]).toEqual([
      expect.stringMatching(/@xn--bcher-kva\.example$/),
      'appointment.5@xn--bcher-kva.example',
    ]);
    expect(calendar?.content).toContain('CN="bücher.example":mailto:praxis@xn--bcher-kva.example');
    expect(calendar?.content).toContain('UID:5@xn--bcher-kva.example\r\n');
  });

  it("is in the person's language where it is known, else in the installation's", () => {
    expect(renderEmail(eventOf({ locale: 'de', time_zone: 'Europe/Berlin' }), envelope).text).toContain(
      'Freitag, 20. Februar 2026 um 16:00 (MEZ',
    );
    expect(renderEmail(eventOf({ locale: 'ja' }), envelope).text).toContain('Friday, 20 February 2026 at 15:00 (UTC');
    const austrian = envelopeOf({ DEFAULT_LOCALE: 'de-AT' });
    const january = { time: '2026-01-20T15:00:00Z' };
    for (const locale of ['ja', undefined]) {
      expect(renderEmail(eventOf({ ...january, locale }), austrian).text).toContain(
        'Dienstag, 20. Jänner 2026 um 15:00',
      );
    }
    expect(renderSms(eventOf({ locale: 'zh-Hant' }), austrian).body).toContain('Ihr Termin ist gebucht');
  });

  it('has the digits of its language, whatever the locale asks for', () => {
    for (const locale of ['de-u-nu-thai', 'en-u-nu-arab-ca-buddhist']) {
      const { text, html } = renderEmail(eventOf({ locale }), envelope);
      for (const part of [text, html]) expect(part).toMatch(/20\. Februar 2026|20 February 2026/);
    }
  });

  it("has the name of the zone in the reader's language, and so sets the hour apart that comes twice in autumn", () => {
    const twice = ['2026-10-25T00:30:00Z', '2026-10-25T01:30:00Z'];
    const zones = (locale: string) =>
      twice.map((time) => {
        const event = eventOf({ time, locale, time_zone: 'Europe/Berlin' });
        const [, name = ''] = /\((.*)\)/.exec(renderEmail(event, envelope).text) ?? [];
        const [short = ''] = name.split(', ');
        expect(renderEmail(event, envelope).subject).toContain(short);
        expect(renderSms(event, envelope).body).toContain(short);
        return name;
      });
    expect(zones('en-GB')).toEqual(['CEST, Central European Summer Time', 'CET, Central European Standard Time']);
    expect(zones('de')).toEqual(['MESZ, Mitteleuropäische Sommerzeit', 'MEZ, Mitteleuropäische Normalzeit']);
    expect(zones('fr')).toEqual(['UTC+2, heure d’été d’Europe centrale', 'UTC+1, heure normale d’Europe centrale']);
    expect(zones('es')).toEqual(['CEST, hora de verano de Europa central', 'CET, hora estándar de Europa central']);
  });

  it('gives our local time too where clocks differ, and no zone that only has another name', () => {
    const ours = envelopeOf({ DEFAULT_TIME_ZONE: 'Europe/Vienna' });
    const { text, html } = renderEmail(eventOf({ time_zone: 'America/New_York' }), ours);
    for (const part of [text, seen(html)]) {
      expect(part).toMatch(
        /When:? Friday, 20 February 2026 at 10:00 .*Our local time:? Friday, 20 February 2026 at 16:00 \(?CET/s,
      );
    }
    expect(renderEmail(eventOf({ time_zone: 'Europe/Berlin' }), ours).text).not.toContain('Our local time');
    expect(renderEmail(eventOf(), ours).text).toContain('When: Friday, 20 February 2026 at 16:00 (CET');
    expect(renderEmail(eventOf({ time_zone: 'America/New_York' }), envelope).text).not.toContain('Our local time');
  });

  it('says whom to ask, by mail, telephone or page; where no contact is set, nothing', () => {
    for (const [contact, sentence, href] of [
      ['desk@hill.example', 'Questions? Write to desk@hill.example.', 'mailto:desk@hill.example'],
      ['+43 1 234 56 78', 'Questions? Call +43 1 234 56 78.', 'tel:+4312345678'],
      ['https://hill.example/help', 'Questions? See hill.example/help.', 'https://hill.example/help'],
    ] as const) {
      const { text, html } = renderEmail(eventOf(), envelopeOf({ BRAND_CONTACT: contact }));
      expect(text).toContain(sentence);
      expect(html).toContain(`<a href="${href}"`);
    }
    expect(renderEmail(eventOf(), envelope).text).not.toContain('Questions');
  });

  it('greets by name, where one is known', () => {
    for (const part of partsOf({ customer_name: 'Łukasz & Söhne', locale: 'de' })) {
      expect(part).toContain('Guten Tag Łukasz & Söhne,');
    }
    expect(renderEmail(eventOf(), envelope).text.startsWith('Your appointment is booked.')).toBe(true);
  });

  it('has a link to the map for a place, and to the page where the place is one', () => {
    const { text, html } = renderEmail(eventOf({ location: 'Ringstraße 1 & 2, "Wien"' }), envelope);
    const map = 'https://www.google.com/maps/search/?api=1&query=Ringstra%C3%9Fe%201%20%26%202%2C%20%22Wien%22';
    expect(text).toContain(`Show on a map: ${map}`);
    expect(html).toContain(`href="${map.replaceAll('&', '&amp;')}"`);
    const video = renderEmail(eventOf({ location: 'https://meet.example/a?b&c' }), envelope);
    expect(video.html).toContain('<a href="https://meet.example/a?b&amp;c"');
    expect(video.html).not.toContain('maps');
    for (const location of ['http://meet.example/a', 'www.meet.example', 'zoommtg://meet.example/x']) {
      const { html: other } = renderEmail(eventOf({ location }), envelope);
      expect(other).toContain(location);
      expect(other).not.toMatch(/maps|href="(http|www|zoom)/);
    }
    expect(renderEmail(eventOf({ location: 'javascript:alert(1)' }), envelope).html).not.toContain('href="javascript');
  });

  it("has a button to the appointment's page, in a text colour that can be read on the brand's", () => {
    const manage_url = 'https://clinic.example/a/K7QM?x=1&y=2';
    const mail = renderEmail(eventOf({ manage_url }), envelopeOf({ BRAND_COLOR: '#ffd400' }));
    expect(mail.html).toMatch(
      /bgcolor="#ffd400"[^>]*><a href="https:\/\/clinic\.example\/a\/K7QM\?x=1&amp;y=2" [^>]*color:#111827/,
    );
    expect(mail.text).toContain(`Open your appointment: ${manage_url}`);
    expect(renderEmail(eventOf(), envelope).html).not.toContain('Open your appointment');
  });

  it('has a subject that is cut between the characters that people see', () => {
    const { subject } = renderEmail(eventOf({ title: '👨‍👩‍👧'.repeat(60) }), envelope);
    expect(subject.length).toBeLessThanOrEqual(200);
    expect(subject).toMatch(/👨‍👩‍👧…$/);
    expect(subject).not.toContain('\ufffd');
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), (title) => {
        const cut = renderEmail(eventOf({ title: `x${title}`.repeat(3) }), envelope).subject;
        expect(cut.length <= 200 && cut.isWellFormed()).toBe(true);
      }),
    );
  });

  it('says enough when only the time is known', () => {
    const { text } = renderEmail(eventOf(), envelope);
    expect(text).toBe(
      'Your appointment is booked.\n\nWhen: Friday, 20 February 2026 at 15:00 (UTC, Coordinated Universal Time)\nReference: 0000-0005\n\n' +
        'The attached file adds the appointment to your calendar.\n\n' +
        'Hill Clinic\nYou receive this message because an appointment was booked with this address.\n',
    );
  });

  it('says the same in both parts, in every language', () => {
    for (const locale of languages) {
      const change = { ...FULL, locale };
      const moved = movedOf(change, { time_zone: 'Europe/London', location: 'Am Hof 2' });
      for (const event of [...eventsOf(change), moved, cancelledOf(change, 'Dr. Weiß is ill')]) {
        const { text, html } = renderEmail(event, envelopeOf({ BRAND_CONTACT: 'desk@hill.example' }));
        const letters = (part: string) => part.replace(/[^\p{L}\p{N}]/gu, '');
        for (const line of text.split('\n')) {
          expect(letters(seen(html))).toContain(letters(line.replace(/: https:\S+$/, '')));
        }
      }
    }
  });

  it('contains texts of the event as text alone: no markup, no line of its own, no header', () => {
    const hostile = 'a<script>&"\'\r\nBcc: eve@example.com\u2028x</table><img src=x onerror=1>';
    const change = { title: hostile, location: hostile, customer_name: hostile, locale: 'en' };
    const moved = movedOf(change, { location: `${hostile}2` });
    for (const event of [...eventsOf(change), moved, cancelledOf(change, hostile)]) {
      const mail = renderEmail(event, envelopeOf({ BRAND_NAME: 'A & "B"' }));
      expect(mail.html).not.toMatch(/<script|<img/);
      expect(mail.html.match(/&lt;script&gt;&amp;&quot;&#39;/g)?.length).toBeGreaterThanOrEqual(3);
      expect(mail.html).toContain('A &amp; &quot;B&quot;');
      expect(mail.subject).not.toMatch(/[\r\n\u2028]/);
      expect(mail.text.split('\n').some((line) => line.startsWith('Bcc'))).toBe(false);
    }
  });

  it('loads nothing but the logo', () => {
    const { html } = renderEmail(eventOf(FULL), envelopeOf({ BRAND_LOGO_URL: 'https://hill.example/l.png?a&b' }));
    expect([...html.matchAll(/(?:src|background)="([^"]*)"|url\(|<link|@import/g)].map(([, url]) => url)).toEqual([
      'https://hill.example/l.png?a&amp;b',
    ]);
    expect(html).toContain('alt="Hill Clinic"');
    for (const event of eventsOf(FULL)) {
      expect(renderEmail(event, envelope).html).not.toMatch(/src=|url\(|<link|@import/);
    }
  });

  it('has the same Message-ID for every attempt of one delivery, at our own domain', () => {
    expect(renderEmail(eventOf(), envelope).messageId).toBe('6f2a3c1e-5b0d-5e55-9c55-0b6f1f2b7a10@hill.example');
  });

  it('has one reference on all channels: what the event says, else what derives from the id', () => {
    for (const [reference, shown] of [
      ['HILL-K7QM-4TXB', 'HILL-K7QM-4TXB'],
      [undefined, referenceOf('5')],
    ] as const) {
      const mail = renderEmail(eventOf({ reference }), envelope);
      for (const part of [mail.text, mail.html, (mail.calendar?.content ?? '').replaceAll('\r\n ', '')]) {
        expect(part).toContain(shown);
      }
      expect(renderSms(eventOf({ reference }), envelope)).toMatchObject({ reference: shown });
      expect(renderSms(eventOf({ reference }), envelope).body).toContain(shown);
    }
  });
});

const FULL = {
  title: 'Check-up & cleaning',
  location: 'Ringstraße 1',
  duration_minutes: 45,
  customer_name: 'Ann',
  time_zone: 'Europe/Vienna',
  manage_url: 'https://clinic.example/a/K7QM',
};

/** Plain text, and what is seen of the HTML. */
function partsOf(
  change: Parameters<typeof eventOf>[0],
  values: Parameters<typeof envelopeOf>[0] = {},
): readonly string[] {
  const { text, html } = renderEmail(eventOf(change), envelopeOf(values));
  return [text, seen(html)];
}
