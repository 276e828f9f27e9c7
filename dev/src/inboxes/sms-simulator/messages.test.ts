import { describe, expect, it } from 'vitest';
import { countSegments, createMessages } from './messages.ts';

const message = {
  to: '+15555550123',
  from: '+15005550006',
  messagingServiceSid: null,
  body: 'hello',
  statusCallback: null,
  validityPeriod: null,
};

describe('the simulator’s memory', () => {
  it('keeps the newest and forgets the oldest', () => {
    const messages = createMessages(3);
    const sids = Array.from({ length: 5 }, () => messages.add(message).sid);
    expect(messages.list().map(({ sid }) => sid)).toEqual(sids.slice(2).reverse());
    messages.setStatus(sids[0] ?? '', 'sent');
    expect(messages.get(sids[0] ?? '')).toBeNull();
  });

  it('remembers each status with its time, and the reason of the last', () => {
    const messages = createMessages();
    const { sid } = messages.add(message);
    messages.setStatus(sid, 'sent');
    messages.setStatus(sid, 'undelivered', 30005);
    expect(messages.get(sid)).toMatchObject({
      status: 'undelivered',
      errorCode: 30005,
      history: [{ status: 'queued' }, { status: 'sent' }, { status: 'undelivered' }],
    });
  });
});

describe('the number of segments', () => {
  it.each([
    ['a'.repeat(160), 1],
    ['a'.repeat(161), 2],
    ['€'.repeat(80), 1],
    ['€'.repeat(81), 2],
    ['ж'.repeat(70), 1],
    ['ж'.repeat(71), 2],
    ['a'.repeat(306), 2],
    ['a'.repeat(307), 3],
  ])('of a text is counted as networks do', (text, segments) => {
    expect(countSegments(text)).toBe(segments);
  });
});
