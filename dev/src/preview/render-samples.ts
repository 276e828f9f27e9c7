import {
  type MessageKind,
  type MessageSettings,
  type RenderedEmail,
  renderEmail,
  type Segments,
  type SmsContent,
  segmentsOf,
  smsOf,
} from '@belltower/messages';
import { type Sample, samplesFor } from './samples.ts';

/** The messages about one sample. */
export interface RenderedSample {
  readonly kind: MessageKind;
  readonly locale: string;
  readonly sample: Sample;
  readonly mail: RenderedEmail;
  /** As it is for people whose mail program is dark. */
  readonly darkHtml: string;
  readonly sms: SmsContent;
  readonly segments: Segments;
}

const DELIVERY = '6f2a3c1e-5b0d-5e55-9c55-0b6f1f2b7a10';
/** Where an installation has no zone of its own, the samples show one beside another. */
const ZONE = 'Europe/Vienna';

/** Renders all samples in each locale. Pure. */
export function renderSamples(
  settings: MessageSettings,
  { locales, kinds }: { readonly locales: readonly string[]; readonly kinds: readonly MessageKind[] },
): readonly RenderedSample[] {
  const ours = { ...settings, timeZone: settings.timeZone ?? ZONE };
  const envelope = (to: string) => ({ deliveryId: DELIVERY, to, settings: ours });
  return locales.flatMap((locale) =>
    kinds.flatMap((kind) =>
      samplesFor(locale, kind).map((sample) => {
        const mail = renderEmail(sample.event, envelope('anna@example.com'));
        const sms = smsOf(sample.event, envelope('+436601234567'));
        const darkHtml = mail.html.replaceAll('@media (prefers-color-scheme: dark)', '@media all');
        return { kind, locale, sample, mail, darkHtml, sms, segments: segmentsOf(sms.body) };
      }),
    ),
  );
}
