import { expect, test } from 'vitest';
import { tokenForSocket } from './token-for-socket.ts';

/** A session whose token another tab renews (`current`), or this one when it is forced to. */
function sessionWith(current: string) {
  const session = {
    current,
    renewals: 0,
    async token(isForced: boolean) {
      if (isForced) session.current = `renewed-${++session.renewals}`;
      return session.current;
    },
  };
  return session;
}

test('a socket takes the session’s token, and another when that has ended for the server', async () => {
  const session = sessionWith('first');
  const token = tokenForSocket(session);
  expect(await token(false)).toBe('first');
  expect(await token(true)).toBe('renewed-1');
  expect(await token(true)).toBe('renewed-2');
});

test('a socket whose token has ended takes the one that was renewed meanwhile, and spends no other', async () => {
  const session = sessionWith('first');
  const token = tokenForSocket(session);
  await token(false);
  session.current = 'of another tab';
  expect(await token(true)).toBe('of another tab');
  expect(session.renewals).toBe(0);
});
