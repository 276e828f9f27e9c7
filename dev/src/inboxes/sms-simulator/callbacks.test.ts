import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readTwilioCallback, type TwilioReport } from '@belltower/channels';
import { describe, expect, it } from 'vitest';
import { until } from '../../until.ts';
import { magicRecipients, startSmsSimulator } from '../sms-simulator.ts';
import { account, channelTo, never, sms, withSimulator } from './with-simulator.ts';

/** A receiver of callbacks that reads them as the notifier does, and answers what `answer` says. */
async function startReceiver(answer: (nth: number) => number = () => 204) {
  const reports: TwilioReport[] = [];
  const forged: string[] = [];
  let calls = 0;
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request.setEncoding('utf8')) body += chunk;
    const signature = request.headers['x-twilio-signature'];
    const url = `${origin}${request.url}`;
    const read = readTwilioCallback(account.authToken, { url, signature: String(signature), body });
    if (read.kind === 'report') reports.push(read.report);
    else forged.push(body);
    calls += 1;
    response.writeHead(answer(calls)).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    callbackUrl: `${origin}/callbacks/twilio?delivery=4f0c&attempt=1`,
    reports,
    forged,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

describe('status callbacks', () => {
  it('come signed, in order, and say what became of the message', () =>
    withSimulator(async (simulator) => {
      await using receiver = await startReceiver();
      await using channel = channelTo(simulator);
      const { providerMessageId } = await channel.send(
        { ...sms('+15555550123'), callbackUrl: receiver.callbackUrl },
        never,
      );
      await until('receiver.reports.length === 3', () => receiver.reports.length === 3);
      expect(receiver.reports.map(({ messageStatus }) => messageStatus)).toEqual(['queued', 'sent', 'delivered']);
      expect(receiver.reports.map(({ status }) => status)).toEqual(['sent', 'sent', 'delivered']);
      expect(new Set(receiver.reports.map(({ messageSid }) => messageSid))).toEqual(new Set([providerMessageId]));
      expect(receiver.forged).toEqual([]);
    }));

  it.each(['handsetOff', 'blocked', 'unknown', 'filtered'] as const)('end with the carrier’s reason for "%s"', (name) =>
    withSimulator(async (simulator) => {
      await using receiver = await startReceiver();
      await using channel = channelTo(simulator);
      const { number, does } = magicRecipients[name];
      await channel.send({ ...sms(number), callbackUrl: receiver.callbackUrl }, never);
      await until('receiver.reports.length === 3', () => receiver.reports.length === 3);
      expect(receiver.reports.at(-1)).toMatchObject({
        status: 'failed',
        error: { code: 'UNDELIVERED', providerCode: String(does.code) },
      });
    }),
  );

  it('never say delivered for a message that nobody confirms', () =>
    withSimulator(async (simulator) => {
      await using receiver = await startReceiver();
      await using channel = channelTo(simulator);
      await channel.send({ ...sms(magicRecipients.neverConfirmed.number), callbackUrl: receiver.callbackUrl }, never);
      await channel.send({ ...sms('+15555550123'), callbackUrl: receiver.callbackUrl }, never);
      await until('receiver.reports.length === 5', () => receiver.reports.length === 5);
      expect(receiver.reports.filter(({ status }) => status === 'delivered')).toHaveLength(1);
    }));

  it('are repeated while they are not taken, five times at most, and then the next one comes', () =>
    withSimulator(async (simulator) => {
      await using receiver = await startReceiver((nth) => (nth <= 8 ? 503 : 204));
      await using channel = channelTo(simulator);
      await channel.send({ ...sms('+15555550123'), callbackUrl: receiver.callbackUrl }, never);
      await until(
        `simulator.messages()[0]?.callbacks.at(-1)?.status === 'delivered'`,
        () => simulator.messages()[0]?.callbacks.at(-1)?.status === 'delivered',
      );
      const answers = simulator.messages()[0]?.callbacks.map(({ status, answer }) => `${status} ${answer}`);
      expect(answers).toEqual([...Array(6).fill('queued 503'), 'sent 503', 'sent 503', 'sent 204', 'delivered 204']);
    }));

  it('are not repeated after an answer when the URL does not ask for it, as with Twilio', () =>
    withSimulator(async (simulator) => {
      await using receiver = await startReceiver(() => 500);
      await using channel = channelTo(simulator);
      await channel.send({ ...sms('+15555550123'), callbackUrl: `${receiver.callbackUrl}#rc=1` }, never);
      await until(
        'simulator.messages()[0]?.callbacks.length === 3',
        () => simulator.messages()[0]?.callbacks.length === 3,
      );
      expect(receiver.reports).toHaveLength(3);
    }));

  it('stop with the simulator, also in the midst of waiting', async () => {
    await using receiver = await startReceiver(() => 503);
    const simulator = await startSmsSimulator({
      port: 0,
      ...account,
      stepMs: 60_000,
      lateMs: 60_000,
      callbackRetryMs: 60_000,
    });
    await using channel = channelTo(simulator);
    await channel.send({ ...sms('+15555550123'), callbackUrl: receiver.callbackUrl }, never);
    await until('receiver.reports.length === 1', () => receiver.reports.length === 1);
    const late = channel.send(sms(magicRecipients.late.number), never).catch((error: unknown) => error);
    await until('simulator.messages().length === 2', () => simulator.messages().length === 2);
    const startedAt = performance.now();
    await simulator[Symbol.asyncDispose]();
    expect(performance.now() - startedAt).toBeLessThan(20_000);
    await late;
  });
});
