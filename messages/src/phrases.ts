/** The texts of messages in one language; languages that we do not have are written in English. */
export interface Phrases {
  /** The locale for dates, when the event's own locale is of another language. */
  readonly locale: string;
  readonly subject: (when: string) => string;
  readonly booked: string;
  readonly sms: (from: string, what: string, when: string) => string;
  readonly appointment: string;
  readonly when: string;
  readonly where: string;
  readonly what: string;
  readonly duration: string;
  readonly minutes: (count: number) => string;
  readonly reference: string;
  readonly attached: string;
}

const english: Phrases = {
  locale: 'en-GB',
  subject: (when) => `Your appointment on ${when}`,
  booked: 'Your appointment is booked.',
  sms: (from, what, when) => `${from}: ${what} is booked for ${when}.`,
  appointment: 'Your appointment',
  when: 'When',
  where: 'Where',
  what: 'What',
  duration: 'Duration',
  minutes: (count) => (count === 1 ? '1 minute' : `${count} minutes`),
  reference: 'Reference',
  attached: 'The attached file adds it to your calendar.',
};

const byLanguage: Readonly<Record<string, Phrases>> = {
  en: english,
  de: {
    locale: 'de-DE',
    subject: (when) => `Ihr Termin am ${when}`,
    booked: 'Ihr Termin ist gebucht.',
    sms: (from, what, when) => `${from}: ${what} ist gebucht für ${when}.`,
    appointment: 'Ihr Termin',
    when: 'Wann',
    where: 'Wo',
    what: 'Was',
    duration: 'Dauer',
    minutes: (count) => (count === 1 ? '1 Minute' : `${count} Minuten`),
    reference: 'Buchungszeichen',
    attached: 'Die angehängte Datei trägt ihn in Ihren Kalender ein.',
  },
  fr: {
    locale: 'fr-FR',
    subject: (when) => `Votre rendez-vous du ${when}`,
    booked: 'Votre rendez-vous est réservé.',
    sms: (from, what, when) => `${from} : ${what}, réservé pour le ${when}.`,
    appointment: 'Votre rendez-vous',
    when: 'Quand',
    where: 'Où',
    what: 'Objet',
    duration: 'Durée',
    minutes: (count) => (count === 1 ? '1 minute' : `${count} minutes`),
    reference: 'Référence',
    attached: "Le fichier joint l'ajoute à votre agenda.",
  },
  es: {
    locale: 'es-ES',
    subject: (when) => `Su cita del ${when}`,
    booked: 'Su cita está reservada.',
    sms: (from, what, when) => `${from}: ${what}, reserva para el ${when}.`,
    appointment: 'Su cita',
    when: 'Cuándo',
    where: 'Dónde',
    what: 'Asunto',
    duration: 'Duración',
    minutes: (count) => (count === 1 ? '1 minuto' : `${count} minutos`),
    reference: 'Referencia',
    attached: 'El archivo adjunto la añade a su calendario.',
  },
};

/** The texts for a locale (BCP 47), and the locale to format dates in. */
export function phrasesFor(locale: string | undefined): { readonly phrases: Phrases; readonly locale: string } {
  const language = locale === undefined ? 'en' : new Intl.Locale(locale).language;
  const phrases = byLanguage[language];
  if (phrases === undefined || locale === undefined) return { phrases: english, locale: english.locale };
  return { phrases, locale: new Intl.Locale(locale).baseName }; // without extensions: they change digits and calendars
}
