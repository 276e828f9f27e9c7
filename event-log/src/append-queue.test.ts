import { describe, expect, it } from 'vitest';
import { createAppendQueue } from './append-queue.ts';
import { EventLogError } from './errors.ts';
import type { NewRecord } from './event-log.ts';

const record = (value: string): NewRecord => ({ topic: 't', key: 'k', value });

/** Sends that a test ends one by one. */
function manualSends() {
  const sends: { values: string[]; end: PromiseWithResolvers<void> }[] = [];
  let arrived = Promise.withResolvers<void>();
  return {
    sends,
    send(records: readonly NewRecord[]) {
      const end = Promise.withResolvers<void>();
      sends.push({ values: records.map(({ value }) => String(value)), end });
      arrived.resolve();
      return end.promise;
    },
    async next() {
      await arrived.promise;
      arrived = Promise.withResolvers();
      const last = sends.at(-1);
      if (last === undefined) throw new Error('no send arrived');
      return last;
    },
  };
}

describe('the append queue', () => {
  it('has one send in flight, and batches the calls that come meanwhile, in order', async () => {
    const manual = manualSends();
    const queue = createAppendQueue(manual);
    const first = queue.append([record('1')]);
    const one = await manual.next();
    const rest = [queue.append([record('2'), record('3')]), queue.append([record('4')])];
    expect(manual.sends).toHaveLength(1);
    one.end.resolve();
    await first;
    const two = await manual.next();
    expect(two.values).toEqual(['2', '3', '4']);
    two.end.resolve();
    await Promise.all(rest);
  });

  it('rejects the calls of a failed send, and continues with the next', async () => {
    const manual = manualSends();
    const queue = createAppendQueue({ ...manual, maxRecords: 2 });
    const failing = queue.append([record('1'), record('2'), record('3')]);
    const failed = expect(failing).rejects.toMatchObject({ code: 'UNREACHABLE' });
    const later = queue.append([record('4')]);
    (await manual.next()).end.reject(new EventLogError('UNREACHABLE', 'gone'));
    await failed;
    const second = await manual.next();
    expect(second.values).toEqual(['4']);
    second.end.resolve();
    await later;
  });

  it('splits by count and by bytes, and resolves a call with its last part', async () => {
    const manual = manualSends();
    const queue = createAppendQueue({ ...manual, maxBytes: 10 });
    const long = queue.append([record('aaaa'), record('bbbb'), record('cccc')]);
    const one = await manual.next();
    expect(one.values).toEqual(['aaaa', 'bbbb']);
    one.end.resolve();
    const two = await manual.next();
    expect(two.values).toEqual(['cccc']);
    two.end.resolve();
    await long;
  });

  it('rejects a record that is too large, and sends the others', async () => {
    const queue = createAppendQueue({ send: async () => {}, maxRecordBytes: 5 });
    await expect(queue.append([record('123456')])).rejects.toMatchObject({
      code: 'RECORD_TOO_LARGE',
      retryable: false,
    });
    await queue.append([record('1234')]);
  });

  it('finds the one record that the log refuses as too large, and sends the others', async () => {
    const sent: string[] = [];
    const queue = createAppendQueue({
      async send(records) {
        const values = records.map(({ value }) => String(value));
        if (values.join('').length > 6) throw new EventLogError('RECORD_TOO_LARGE', 'more than 6 together');
        sent.push(...values);
      },
    });
    const calls = ['aa', 'bb', 'cccccccc', 'dd', 'ee'].map((value) => queue.append([record(value)]));
    const outcomes = await Promise.allSettled(calls);
    expect(outcomes.map(({ status }) => status)).toEqual([
      'fulfilled',
      'fulfilled',
      'rejected',
      'fulfilled',
      'fulfilled',
    ]);
    expect(sent).toEqual(['aa', 'bb', 'dd', 'ee']);
  });

  it('sends the other records of a call in order, and then rejects it with those that the log refuses', async () => {
    const sent: string[] = [];
    const queue = createAppendQueue({
      maxRecordBytes: 10,
      async send(records) {
        const values = records.map(({ value }) => String(value));
        if (values.some((value) => value.startsWith('!'))) throw new EventLogError('RECORD_REFUSED', 'no');
        sent.push(...values);
      },
    });
    const records = ['1', '!', '2', '3', 'x'.repeat(20), '!!', '4'].map(record);
    const calls = [queue.append([record('0')]), queue.append(records), queue.append([record('5')])];
    const [before, mixed, after] = await Promise.allSettled(calls);
    expect([before?.status, after?.status]).toEqual(['fulfilled', 'fulfilled']);
    expect(sent).toEqual(['0', '1', '2', '3', '4', '5']);
    const refused = mixed?.status === 'rejected' ? mixed.reason.refused : [];
    expect([...refused].map(([one, { code }]) => [String(one.value).length, code])).toEqual([
      [20, 'RECORD_TOO_LARGE'],
      [1, 'RECORD_REFUSED'],
      [2, 'RECORD_REFUSED'],
    ]);
  });

  it('rejects calls that hang when it is disposed', async () => {
    const queue = createAppendQueue({ closeMs: 50, send: () => new Promise(() => {}) });
    const hanging = queue.append([record('1')]);
    const refused = expect(hanging).rejects.toMatchObject({
      code: 'DISPOSED',
      message: expect.stringContaining('acknowledged'),
    });
    await queue[Symbol.asyncDispose]();
    await refused;
  });

  it('finishes earlier calls when it is disposed, and rejects later ones', async () => {
    const manual = manualSends();
    const queue = createAppendQueue(manual);
    const before = queue.append([record('1')]);
    const disposing = queue[Symbol.asyncDispose]();
    await expect(queue.append([record('2')])).rejects.toMatchObject({ code: 'DISPOSED' });
    (await manual.next()).end.resolve();
    await Promise.all([before, disposing]);
  });
});
