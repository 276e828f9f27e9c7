/** Faults of the providers: what they refuse, lose, and do late. */
import { setTimeout as wait } from 'node:timers/promises';
import { ACCEPTED, type SmtpScript } from '@belltower/dev/scripted-smtp-server';
import type { Behaviour } from '@belltower/dev/sms-simulator';
import { foreignEvent } from '../testbed/foreign-event.ts';
import { type Fault, undo } from './fault.ts';
import type { Stage } from './stage.ts';

/** The first mail server does so for each mail that it is asked for, counted from 1. */
function mailDoes({ mail }: Stage, script: (nth: number) => SmtpScript): AsyncDisposable {
  let mails = 0;
  mail.behave(() => script(++mails));
  return undo(() => mail.behave(() => ({})));
}

/** The provider of text messages does so for each that it is asked for, counted from 1. */
function smsDoes({ sms }: Stage, behaviour: (nth: number) => Behaviour): AsyncDisposable {
  let messages = 0;
  sms.behave = () => behaviour(++messages);
  return undo(() => {
    sms.behave = () => ({ kind: 'deliver' });
  });
}

const unknownNumber: Behaviour = { kind: 'refuse', status: 400, code: 21211, message: "Invalid 'To' Phone Number" };
const suspended: Behaviour = { kind: 'refuse', status: 401, code: 20003, message: 'Authenticate' };

export const providerFaults: readonly Fault[] = [
  {
    name: 'sms-account-suspended',
    cause: 'The SMS provider refuses our credentials.',
    alerts: ['BelltowerBreakerOpen'],
    mayAlso: ['BelltowerSlowConfirmations'],
    begin: async (stage) => smsDoes(stage, () => suspended),
  },
  {
    name: 'mail-sender-refused',
    cause: 'The first mail account refuses our sender address.',
    alerts: ['BelltowerFallbackInUse'],
    async begin({ mail: { script } }) {
      script.mail = '550 5.1.8 Sender address rejected: the domain is not verified';
      return undo(() => {
        script.mail = '250 2.1.0 ok';
      });
    },
  },
  {
    name: 'mail-server-away',
    cause: 'The first mail server closes each connection at once.',
    alerts: ['BelltowerFallbackInUse'],
    async begin({ mail: { script } }) {
      script.greeting = 'CLOSE';
      script.ehlo = 'CLOSE';
      script.mail = 'CLOSE';
      return undo(() => {
        Object.assign(script, { greeting: '220 test ESMTP', ehlo: '250 test', mail: '250 2.1.0 ok' });
      });
    },
  },
  {
    name: 'sms-taken-for-spam',
    cause: 'The carrier takes some of our text messages for spam.',
    alerts: ['BelltowerRefusalsToReview'],
    mayAlso: ['BelltowerManyFailures'],
    begin: async (stage) =>
      smsDoes(stage, (nth) => (nth % 8 === 1 ? { kind: 'undeliver', code: 30007 } : { kind: 'deliver' })),
  },
  {
    name: 'mail-taken-for-spam',
    cause: 'The mail provider takes some of our mails for spam.',
    alerts: ['BelltowerRefusalsToReview'],
    mayAlso: ['BelltowerManyFailures'],
    begin: async (stage) =>
      mailDoes(stage, (nth) => (nth % 8 === 1 ? { dot: '554 5.7.1 Message rejected as spam' } : {})),
  },
  {
    name: 'mailboxes-unknown',
    cause: 'Half of the mail addresses that the desk was given do not exist.',
    alerts: ['BelltowerManyFailures'],
    begin: async (stage) => mailDoes(stage, (nth) => (nth % 2 === 1 ? { rcpt: '550 5.1.1 No such mailbox here' } : {})),
  },
  {
    name: 'numbers-unknown',
    cause: 'Half of the phone numbers that the desk was given do not exist.',
    alerts: ['BelltowerManyFailures'],
    begin: async (stage) => smsDoes(stage, (nth) => (nth % 2 === 1 ? unknownNumber : { kind: 'deliver' })),
  },
  {
    name: 'mail-server-slow',
    cause: 'The first mail server takes seconds to accept each mail.',
    alerts: ['BelltowerSlowConfirmations'],
    begin: async (stage) => mailDoes(stage, () => ({ dot: wait(2_600, ACCEPTED, { ref: false }) })),
  },
  {
    name: 'mail-answers-lost',
    cause: 'The connection to the mail server breaks before it has answered that it took a mail.',
    alerts: ['BelltowerMaybeSent'],
    mayAlso: ['BelltowerManyFailures', 'BelltowerSlowConfirmations'],
    begin: async (stage) => mailDoes(stage, () => ({ dot: 'RESET' })),
  },
  {
    name: 'flood-on-a-stopped-channel',
    cause: 'The SMS provider refuses our credentials, while another system sends thousands of events.',
    alerts: ['BelltowerNotifierLag', 'BelltowerReadingFull', 'BelltowerBreakerOpen'],
    mayAlso: ['BelltowerSlowConfirmations', 'BelltowerFeedLag', 'BelltowerReemitted'],
    async begin(stage) {
      const provider = smsDoes(stage, () => suspended);
      for (let round = 0; round < 12; round += 1) {
        const events = Array.from({ length: 600 }, (_, at) =>
          foreignEvent({ phone_e164: `+1555${String(round * 600 + at).padStart(7, '0')}`, title: 'x'.repeat(200) }),
        );
        await stage.log.append(
          events.map((event) => {
            return { topic: event.event_type, key: event.appointment.appointment_id, value: JSON.stringify(event) };
          }),
        );
      }
      return provider;
    },
  },
];
