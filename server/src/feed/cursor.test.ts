import { createSecretKey } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { anna, bert, staff } from '../../testing/appointments.ts';
import { type CursorKeys, type CursorMeaning, createCursorCodec, scopeOf } from './cursor.ts';

const keyOf = (byte: string) => createSecretKey(byte.repeat(32), 'hex');
const previous = keyOf('22');
const keys: CursorKeys = [keyOf('11'), previous];
const epoch = '0a54a0be-5615-497c-afed-0fd90db8f7e3';
const after: CursorMeaning = { kind: 'after', epoch, positions: [12, -1, 345_678_901_234] };
const codec = createCursorCodec(keys, 'a1', scopeOf(anna));

describe('a cursor', () => {
  it.each([after, { kind: 'after', epoch, positions: [] }, { kind: 'start-over', epoch }] as const)(
    'a cursor reads as it was written: %j',
    (meaning) => {
      expect(codec.read(codec.write(meaning))).toEqual(meaning);
    },
  );

  it('a cursor is refused for another caller, appointment or scope', () => {
    const cursor = codec.write(after);
    expect(createCursorCodec(keys, 'a1', scopeOf(bert)).read(cursor)).toBeNull();
    expect(createCursorCodec(keys, 'a1', scopeOf(staff)).read(cursor)).toBeNull();
    expect(createCursorCodec(keys, 'a2', scopeOf(anna)).read(cursor)).toBeNull();
    expect(createCursorCodec(keys, null, scopeOf(anna)).read(cursor)).toBeNull();
  });

  it('a cursor cannot be bound to a subject or an id that imitates another', () => {
    expect(scopeOf({ sub: 'x', role: 'staff' })).not.toBe(scopeOf({ sub: 'staff', role: 'customer' }));
    const cursor = createCursorCodec(keys, 'a', 'b').write(after);
    expect(createCursorCodec(keys, null, 'a\0b').read(cursor)).toBeNull();
  });

  it('a cursor is refused when any of its characters is changed', () => {
    const cursor = codec.write(after);
    for (let at = 0; at < cursor.length; at++) {
      const changed = cursor.slice(0, at) + (cursor[at] === 'A' ? 'B' : 'A') + cursor.slice(at + 1);
      const read = codec.read(changed);
      if (read !== null) expect(read).toEqual(after); // the last bits of base64url may say nothing
    }
    for (const nonsense of ['', '.', 'a.b.c', 'ä', cursor.slice(1), `${cursor}A`, 'x'.repeat(100_000)]) {
      expect(codec.read(nonsense)).toBeNull();
    }
  });

  it('a cursor is accepted under the key before the newest, and under no older one', () => {
    const old = createCursorCodec([previous], 'a1', scopeOf(anna)).write(after);
    expect(codec.read(old)).toEqual(after);
    const older = createCursorCodec([keyOf('33')], 'a1', scopeOf(anna)).write(after);
    expect(codec.read(older)).toBeNull();
  });
});
