import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { openTracer } from './tracer.ts';

const PARENT = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';

/** A collector that answers so (null: never), and keeps what it was sent. */
async function startCollector(status: number | null = 200) {
  const requests: { readonly url: string; readonly type: string; readonly body: unknown }[] = [];
  const server = createServer(async (request, response) => {
    const body = JSON.parse(await text(request));
    requests.push({ url: request.url ?? '', type: request.headers['content-type'] ?? '', body });
    if (status !== null) response.writeHead(status, { 'content-type': 'application/json' }).end('{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

describe('the tracer', () => {
  it('sends spans with their parents, times, attributes and errors, as OTLP has them', async () => {
    await using collector = await startCollector();
    const tracer = await openTracer({ endpoint: `${collector.url}/`, service: 'test', onProblem: expect.unreachable });
    const span = tracer.start({
      name: 'outer',
      kind: 'server',
      parent: PARENT,
      attributes: { n: 5, half: 0.5, yes: true },
    });
    const inner = tracer.start({ name: 'inner', kind: 'client', parent: span.traceparent, at: new Date(5_000) });
    inner.end({ error: 'refused', attributes: { code: '550' } });
    inner.end();
    span.end();
    await tracer[Symbol.asyncDispose]();
    const [, traceId, outerId] = span.traceparent?.split('-') ?? [];
    expect(traceId).toBe('4bf92f3577b34da6a3ce929d0e0e4736');
    expect(collector.requests).toMatchObject([
      {
        url: '/v1/traces',
        type: 'application/json',
        body: {
          resourceSpans: [
            {
              resource: { attributes: [{ key: 'service.name', value: { stringValue: 'test' } }] },
              scopeSpans: [
                {
                  scope: { name: 'belltower' },
                  spans: [
                    {
                      traceId,
                      spanId: inner.traceparent?.split('-')[2],
                      parentSpanId: outerId,
                      name: 'inner',
                      kind: 3,
                      startTimeUnixNano: '5000000000',
                      endTimeUnixNano: expect.stringMatching(/^\d{19}$/),
                      attributes: [{ key: 'code', value: { stringValue: '550' } }],
                      status: { code: 2, message: 'refused' },
                    },
                    {
                      traceId,
                      spanId: outerId,
                      parentSpanId: '00f067aa0ba902b7',
                      name: 'outer',
                      kind: 2,
                      startTimeUnixNano: expect.stringMatching(/^\d{19}$/),
                      endTimeUnixNano: expect.stringMatching(/^\d{19}$/),
                      attributes: [
                        { key: 'n', value: { intValue: 5 } },
                        { key: 'half', value: { doubleValue: 0.5 } },
                        { key: 'yes', value: { boolValue: true } },
                      ],
                      status: { code: 0 },
                    },
                  ],
                },
              ],
            },
          ],
        },
      },
    ]);
  });

  it('begins a trace where there is none, or what says so is none', async () => {
    await using collector = await startCollector();
    await using tracer = await openTracer({ endpoint: collector.url, service: 'test', onProblem: expect.unreachable });
    for (const parent of [
      undefined,
      '',
      'abc',
      PARENT.replace('00f067aa0ba902b7', '0'.repeat(16)),
      `ff${PARENT.slice(2)}`,
    ]) {
      const { traceparent } = tracer.start({ name: 'root', kind: 'server', parent });
      expect(traceparent).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
      expect(traceparent).not.toContain('4bf92f3577b34da6a3ce929d0e0e4736');
    }
  });

  it('passes on a trace that is not to be kept, and sends nothing of it', async () => {
    await using collector = await startCollector();
    const tracer = await openTracer({ endpoint: collector.url, service: 'test', onProblem: expect.unreachable });
    const span = tracer.start({ name: 'unwanted', kind: 'server', parent: PARENT.replace(/01$/, '00') });
    span.end();
    await tracer[Symbol.asyncDispose]();
    expect(span.traceparent).toMatch(/^00-4bf92f3577b34da6a3ce929d0e0e4736-[0-9a-f]{16}-00$/);
    expect(collector.requests).toEqual([]);
  });

  it('is off without an endpoint: it passes on the parent as it came', async () => {
    await using tracer = await openTracer({ endpoint: null, service: 'test', onProblem: expect.unreachable });
    expect(tracer.on).toBe(false);
    expect(tracer.start({ name: 'x', kind: 'server' }).traceparent).toBeUndefined();
    expect(tracer.start({ name: 'x', kind: 'server', parent: 'abc' }).traceparent).toBe('abc');
  });

  it('reports once that spans cannot be sent, and delays nothing', async () => {
    await using collector = await startCollector(400);
    const problems: number[] = [];
    const onProblem = (_error: unknown, dropped: number) => problems.push(dropped);
    const tracer = await openTracer({ endpoint: collector.url, service: 'test', onProblem });
    for (let n = 0; n < 600; n++) tracer.start({ name: 'x', kind: 'internal' }).end();
    await tracer[Symbol.asyncDispose]();
    expect(collector.requests).toHaveLength(2);
    expect(problems).toEqual([512]);
  });

  it('queues so many spans at most, and counts what it drops', async () => {
    await using collector = await startCollector(400);
    const problems: number[] = [];
    const onProblem = (_error: unknown, dropped: number) => problems.push(dropped);
    const tracer = await openTracer({ endpoint: collector.url, service: 'test', onProblem });
    for (let n = 0; n < 5_000; n++) tracer.start({ name: 'x', kind: 'internal' }).end();
    await tracer[Symbol.asyncDispose]();
    await expect.poll(() => collector.requests).toHaveLength((512 + 4_096) / 512); // the first batch goes out at once
    expect(problems).toEqual([5_000 - 4_096]); // 392 that found no room, and the first batch that was refused
  });

  it('waits for no collector that does not answer, not at the end either', async () => {
    await using collector = await startCollector(null);
    const problems: unknown[] = [];
    const tracer = await openTracer({
      endpoint: collector.url,
      service: 'test',
      onProblem: (error) => problems.push(error),
    });
    tracer.start({ name: 'x', kind: 'internal' }).end();
    await tracer[Symbol.asyncDispose]();
    expect(problems).toEqual([expect.objectContaining({ name: 'TimeoutError' })]);
    expect(collector.requests).toHaveLength(1);
  });
});
