import { expect, test } from 'vitest';
import { createMemoryStorage } from '../storage/memory-storage.ts';
import type { Session } from './session.ts';
import { keepTabToOne } from './tab-owner.ts';

const signedIn = (sub: string): Session => ({
  kind: 'signed-in',
  token: 't',
  claims: { sub, role: 'customer', expiresAt: null },
  renewable: false,
});
const out: Session = { kind: 'signed-out', ended: false };
const ended: Session = { kind: 'signed-out', ended: true };

test.each([
  ['a reload', [signedIn('anna'), signedIn('anna')], 0],
  ['an ended session of the same person', [signedIn('anna'), ended, { kind: 'returning' }, signedIn('anna')], 0],
  ['an ended session, and another person', [signedIn('anna'), ended, signedIn('ben')], 1],
  ['leaving', [signedIn('anna'), out, signedIn('anna')], 1],
  ['another person in another tab', [signedIn('anna'), signedIn('ben')], 1],
  ['what was typed before signing in', [out, signedIn('anna')], 0],
  [
    'a sign-in that failed after the session ended',
    [
      signedIn('anna'),
      ended,
      { kind: 'signed-out', ended: false, failure: { kind: 'provider-away' } },
      signedIn('anna'),
    ],
    0,
  ],
] as const)('what a person has typed in a tab is forgotten for the next: %s', (_case, sessions, times) => {
  const tab = createMemoryStorage();
  let forgotten = 0;
  for (const session of sessions) {
    const stop = keepTabToOne({ current: () => session, onChange: () => () => {} }, tab, () => forgotten++);
    stop(); // each as after a reload
  }
  expect(forgotten).toBe(times);
});
