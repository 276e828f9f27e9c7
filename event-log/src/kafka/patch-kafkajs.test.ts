import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { testKafkaBrokers } from '@belltower/dev/test-kafka';
import Runner from 'kafkajs/src/consumer/runner.js';
import Connection from 'kafkajs/src/network/connection.js';
import RequestQueue from 'kafkajs/src/network/requestQueue/index.js';
import { describe, expect, inject, it, onTestFinished, vi } from 'vitest';
import { until } from '../contract-readers.ts';
import { createKafka } from './kafkajs.ts';

describe('the patch of kafkajs', () => {
  it('finds the methods that it replaces', () => {
    expect(RequestQueue.prototype.scheduleCheckPendingRequests).toBeTypeOf('function');
    expect(RequestQueue.prototype.checkPendingRequests).toBeTypeOf('function');
    expect(Connection.prototype.connect).toBeTypeOf('function');
    expect(Runner.prototype.heartbeat).toBeTypeOf('function');
    expect(Runner.prototype.commitOffsets).toBeTypeOf('function');
    expect(Runner.prototype.handleBatch).toBeTypeOf('function');
    expect(Runner.prototype.processEachBatch).toBeTypeOf('function');
  });

  it('opens a connection once for concurrent calls, and discards the rest of an answer when the connection broke', async () => {
    createKafka({ clientId: 'patch', brokers: ['127.0.0.1:1'], ssl: false, sasl: null, timeoutMs: 100, logger: null });
    const sockets: Socket[] = [];
    const server = createServer((socket) => sockets.push(socket.on('error', () => {})));
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const silent = { debug() {}, info() {}, warn() {}, error() {} };
    const connection = new Connection({
      host: '127.0.0.1',
      port: (server.address() as AddressInfo).port,
      logger: { namespace: () => silent },
      socketFactory: ({ host, port, onConnect }) => connect(port, host, onConnect),
      requestTimeout: 1_000,
      connectionTimeout: 1_000,
    });
    onTestFinished(async () => {
      await connection.disconnect();
      server.close();
    });

    await Promise.all([connection.connect(), connection.connect()]);
    await until('a connection at the server', () => sockets.length > 0);
    sockets[0]?.end(Buffer.from([0, 0, 0, 100, 1, 2]));
    await until('it broke', () => !connection.isConnected());
    expect(connection.bytesBuffered).toBe(6);
    await connection.connect();
    expect([connection.bytesBuffered, connection.bytesNeeded, connection.chunks]).toEqual([0, 4, []]);
    await until('a second connection at the server', () => sockets.length === 2);
  });

  it.each([
    ['an answer too short to be one', Buffer.from([0, 0, 0, 2, 7, 7])],
    ['an answer of a negative length', Buffer.from([255, 255, 255, 0, 1, 2, 3, 4])],
    ['an answer of another protocol', Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n')],
  ])('closes a connection, and nothing else fails, after %s', async (_what, bytes) => {
    const server = createServer((socket) => socket.on('error', () => {}).once('data', () => socket.write(bytes)));
    await once(server.listen(0, '127.0.0.1'), 'listening');
    onTestFinished(() => void server.close());
    const brokers = [`127.0.0.1:${(server.address() as AddressInfo).port}`];
    const kafka = createKafka({ clientId: 'garbage', brokers, ssl: false, sasl: null, timeoutMs: 1_000, logger: null });
    const admin = kafka.admin();
    onTestFinished(() => admin.disconnect());
    const failed = await admin
      .connect()
      .then(() => admin.listTopics())
      .catch((error: Error) => error);
    expect(failed).toBeInstanceOf(Error);
    expect(String(failed)).not.toMatch(/timed? ?out/i);
  });

  it('calls the reader at a rebalance, and at nothing else, before the group is joined again', async () => {
    createKafka({ clientId: 'patch', brokers: ['127.0.0.1:1'], ssl: false, sasl: null, timeoutMs: 100, logger: null });
    const calls: string[] = [];
    const eachBatch = Object.assign(async () => {}, {
      async beforeRejoin() {
        calls.push('before the rejoin');
      },
    });
    const heartbeat = async (error: Error | null) => {
      const consumerGroup = {
        async heartbeat() {
          if (error !== null) throw error;
        },
      };
      const runner = Object.assign(Object.create(Runner.prototype), {
        eachBatch,
        consumerGroup,
        autoCommitOffsets() {},
      });
      await runner.heartbeat();
    };
    await heartbeat(null);
    await expect(heartbeat(new Error('the connection broke'))).rejects.toThrow('the connection broke');
    expect(calls).toEqual([]);
    const rebalance = Object.assign(new Error('the group is rebalancing'), { type: 'REBALANCE_IN_PROGRESS' });
    await expect(heartbeat(rebalance)).rejects.toBe(rebalance);
    expect(calls).toEqual(['before the rejoin']);
  });

  it('sends a commit once: after a rejoin another member may have committed more', async () => {
    let tries = 0;
    const consumerGroup = {
      async commitOffsets() {
        tries += 1;
        throw new Error('not now');
      },
    };
    const runner = Object.assign(Object.create(Runner.prototype), { running: true, consumerGroup });
    await expect(runner.commitOffsets({ topics: [] })).rejects.toThrow('not now');
    expect(tries).toBe(1);
  });

  it.skipIf(inject('kafkaLacks') !== null)('stops an idle connection from setting timers without end', async () => {
    const brokers = await testKafkaBrokers();
    const kafka = createKafka({ clientId: 'idle', brokers, ssl: false, sasl: null, timeoutMs: 5_000, logger: null });
    const admin = kafka.admin();
    await admin.connect();
    onTestFinished(() => admin.disconnect());
    await admin.listTopics();
    const timers = vi.spyOn(globalThis, 'setTimeout');
    onTestFinished(() => timers.mockRestore());
    const since = performance.now();
    await until('a quarter of a second to pass', () => performance.now() - since > 250);
    // The wait itself sets one each 5 ms; unpatched, the connection sets more than 200 besides.
    expect(timers.mock.calls.filter(([, ms]) => ms !== 5).length).toBeLessThan(10);
    await admin.listTopics();
  });
});
