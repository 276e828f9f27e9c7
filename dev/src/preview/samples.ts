/** Appointments that messages are looked at with: a usual one, and those that are hard to write of. Pure. */
import {
  type AppointmentEvent,
  appointmentCancelledSchema,
  appointmentCreatedSchema,
  appointmentRescheduledSchema,
  reminderDueSchema,
} from '@belltower/events';
import type { MessageKind } from '@belltower/messages';

/** One appointment, and why it is worth a look. */
export interface Sample {
  /** Part of a file's name. */
  readonly name: string;
  readonly about: string;
  readonly event: AppointmentEvent;
}

const TITLES: Readonly<Record<string, string>> = {
  de: 'Kontrolle und Mundhygiene',
  en: 'Check-up and cleaning',
  es: 'Revisión y limpieza',
  fr: 'Contrôle et détartrage',
};

/** All samples of one kind of message, for people of a locale (BCP 47). */
export function samplesFor(locale: string, kind: MessageKind): readonly Sample[] {
  const title = TITLES[new Intl.Locale(locale).language] ?? TITLES.en;
  const usual = {
    title,
    location: 'Ringstraße 12, 1010 Wien',
    time_zone: 'Europe/Vienna',
    duration_minutes: 45,
    customer_name: 'Anna Kowalska',
    manage_url: 'https://clinic.example/a#K7QM4TXB',
    short_url: 'https://clinic.example/a#K7QM4TXB',
  };
  const sample = (name: string, about: string, appointment: object, change: Change = {}): Sample => ({
    name,
    about,
    event: eventOf(kind, { locale, ...appointment }, change),
  });
  return [
    sample('usual', 'What most people get', usual),
    sample('bare', 'Nothing is known but the time', {}),
    sample('no-location', 'Without a place', { ...usual, location: undefined }),
    sample(
      'long',
      'The longest texts that can be booked',
      {
        ...usual,
        title: LONG_TITLE,
        location: LONG_PLACE,
        customer_name: 'Dr.in Maximiliana-Theresia Freifrau von Hohenstein-Weißenburg',
      },
      { previous: { location: LONG_PLACE.replace('128', '12') }, reason: LONG_REASON },
    ),
    sample(
      'emoji',
      'Pictures in all texts',
      {
        ...usual,
        title: '🦷 Check-up 👨‍👩‍👧 1️⃣',
        location: '☎️ 🏥 2nd floor',
        customer_name: 'Zoë 🌷',
      },
      { previous: { location: '🏥 1️⃣' }, reason: '🤒 Frau Dr. Weiß ist krank.' },
    ),
    sample(
      'other-scripts',
      'Hebrew, and what has no plain letter',
      {
        ...usual,
        title: 'תור לרופא שיניים',
        location: 'רחוב הרצל 5, תל אביב',
        customer_name: 'נועה לוי',
        time_zone: 'Asia/Jerusalem',
      },
      { previous: { location: 'רחוב הרצל 7, תל אביב' }, reason: 'הרופאה חולה' },
    ),
    sample('combined', 'All of it in one text', {
      ...usual,
      title: '\u200eŁukasz ☎ „Kontrolle“ תור 🦷',
      location: 'ul. Żółta ½, 2. Stock – links',
      customer_name: 'Łukasz Żak',
    }),
    sample('repeated-hour', 'The hour that comes twice in autumn', {
      ...usual,
      time: '2026-10-25T01:30:00Z',
      time_zone: 'Europe/Vienna',
    }),
    sample('elsewhere', 'In another time zone than ours (DEFAULT_TIME_ZONE)', {
      ...usual,
      time_zone: 'America/New_York',
    }),
    sample('video', 'On a page instead of at a place', { ...usual, location: 'https://meet.example/K7QM-4TXB' }),
    ...(kind === 'change'
      ? [
          sample('same-time', 'Another title, place and duration', usual, {
            previous: { time: TIME, location: 'Hauptplatz 3, 1010 Wien', title: 'Check', duration_minutes: 30 },
          }),
          sample(
            'zone',
            'At the same instant in another time zone, and at no place any more',
            { ...usual, location: undefined },
            {
              previous: { time: TIME, time_zone: 'America/New_York', location: 'Hauptplatz 3, 1010 Wien' },
            },
          ),
        ]
      : []),
    ...(kind === 'cancellation'
      ? [sample('reason', 'With a reason', usual, { reason: 'Frau Dr. Weiß ist krank' })]
      : []),
  ];
}

interface Change {
  readonly previous?: Readonly<Record<string, string | number>>;
  readonly reason?: string;
}

const TIME = '2026-10-23T13:00:00Z';
const LONG_REASON =
  'Frau Dr. Weiß ist erkrankt und wird voraussichtlich erst in der kommenden Woche wieder ordinieren; wir bitten um Verständnis und rufen Sie an, sobald wir einen neuen Termin anbieten können. '
    .repeat(2)
    .trim();

const LONG_TITLE =
  'Ausführliches Beratungsgespräch über eine kieferorthopädische Behandlung für Jugendliche; bitte bringen Sie Röntgenbilder, den Überweisungsschein und die Versicherungskarte mit und kommen Sie früher';
const LONG_PLACE =
  'Gemeinschaftspraxis für Zahnheilkunde und Kieferorthopädie, Donaudampfschifffahrtsgesellschaftsstraße 128, Stiege 4, dritter Stock, Zimmer 17 (Eingang im Innenhof, Glocke „Ordination“), 1220 Wien';

function eventOf(kind: MessageKind, appointment: object, { previous, reason }: Change): AppointmentEvent {
  const event = {
    event_id: '11111111-1111-4111-8111-111111111111',
    occurred_at: '2026-09-01T09:00:00Z',
    notify: { email: true, sms: true },
    appointment: {
      appointment_id: '0198f2a0-1c3d-7e4f-8a5b-6c7d99ef4d2b',
      time: TIME,
      email: 'anna@example.com',
      phone_e164: '+436601234567',
      ...appointment,
    },
  };
  switch (kind) {
    case 'confirmation':
      return appointmentCreatedSchema.parse({ ...event, event_type: 'appointments.created' });
    case 'change':
      return appointmentRescheduledSchema.parse({
        ...{ ...event, event_type: 'appointments.rescheduled', sequence: 1 },
        previous: { time: '2026-10-22T08:30:00Z', ...previous },
      });
    case 'cancellation':
      return appointmentCancelledSchema.parse({ ...event, event_type: 'appointments.cancelled', sequence: 2, reason });
    case 'reminder':
      return reminderDueSchema.parse({
        ...{ ...event, event_type: 'appointments.reminder-due', sequence: 0 },
        reminder: { before: 'PT24H' },
      });
  }
}
