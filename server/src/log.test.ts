import { EntityManager } from '@mikro-orm/postgresql';
import { expect, it } from 'vitest';
import { createLog } from './log.ts';

function logged(err: unknown): { message: string; stack: string; cause?: { message: string; stack: string } } {
  const lines: string[] = [];
  createLog('error', { write: (line) => lines.push(line) }).error({ err }, 'failed');
  return JSON.parse(lines[0] ?? '').err;
}

/** An error with a frame in a package whose name has an @. */
function errorOfPackage(message: string): Error {
  const error = new Error(message);
  const frame =
    '    at Driver.run (file:///app/node_modules/@mikro-orm/core/Driver.js:12:34)\n    at user@host (/a/b@c.ts:1:2)';
  error.stack = `${error.name}: ${error.message}\n${frame}`;
  return error;
}

it('the log hides addresses and numbers in what an error says, and leaves the frames of its stack alone', () => {
  const { message, stack, cause } = logged(
    new Error('key (email)=(ann@example.com) of +15555550123', { cause: errorOfPackage('for bob@example.com') }),
  );
  expect(message).toBe('key [address] of [phone]');
  expect(stack).not.toMatch(/ann@|5555/);
  expect(stack).toMatch(/\n {4}at .*log\.test\.ts:\d+:\d+/);
  expect(cause?.message).toBe('for [address]');
  expect(cause?.stack).toBe(
    'Error: for [address]\n    at Driver.run (file:///app/node_modules/@mikro-orm/core/Driver.js:12:34)\n    at user@host (/a/b@c.ts:1:2)',
  );
});

it('the log leaves real frames of a package with an @ alone', () => {
  let error: unknown;
  try {
    EntityManager.prototype.getReference.call({} as EntityManager, '' as never, '' as never);
  } catch (thrown) {
    error = thrown;
  }
  expect(logged(error).stack).toContain('/node_modules/@mikro-orm/');
});

it('the log takes no line of a message for a frame', () => {
  const { stack } = logged(errorOfPackage('refused:\n    at carol@example.com (/x.ts:1:2)\n    at dora@example.com'));
  expect(stack).not.toMatch(/carol|dora/);
  expect(stack).toContain('/node_modules/@mikro-orm/');
  const changed = errorOfPackage('first eve@example.com\n    at eve@example.com:1:2');
  changed.message = 'another'; // then nothing says where its stack begins
  expect(logged(changed).stack).not.toContain('eve');
});
