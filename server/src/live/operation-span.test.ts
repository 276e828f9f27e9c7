import { openTracer, type Span } from '@belltower/support/traces';
import { parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { endOperationSpan, startOperationSpan } from './operation-span.ts';

describe('the span of an operation over a WebSocket', () => {
  it.each([
    ['a span is a failure when the server is at fault', ['BAD_USER_INPUT', 'UNAVAILABLE'], { error: 'UNAVAILABLE' }],
    ['a span is no failure when the error is the caller’s', ['BAD_USER_INPUT', 'CONFLICT'], {}],
    ['a span is no failure without errors', [], {}],
  ] as const)('%s', (_what, codes, wanted) => {
    const outcomes: unknown[] = [];
    const span: Span = { traceparent: undefined, end: (outcome) => outcomes.push(outcome) };
    endOperationSpan(
      span,
      codes.map((code) => ({ message: '', extensions: { code } })),
    );
    expect(outcomes).toEqual([wanted]);
  });

  it('a span is not started where traces are off, so a caller’s traceparent is not passed on', async () => {
    const tracer = await openTracer({ endpoint: null, service: 'test', onProblem: expect.unreachable });
    const operation = { document: parse('{ feedCursor }'), operationName: null, extensions: { traceparent: 'abc' } };
    expect(startOperationSpan(tracer, operation)).toBeNull();
    expect(startOperationSpan(undefined, operation)).toBeNull();
  });
});
