import { readFileSync } from 'node:fs';
import specs from '@asyncapi/specs';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { describe, expect, it } from 'vitest';
import { deadLetterTopicOf, encode, topics } from './src/index.ts';

const document = JSON.parse(readFileSync(new URL('./asyncapi.json', import.meta.url), 'utf8'));
const ajv = new Ajv({ strict: false, allErrors: true });
addFormats.default(ajv);

/** What a `$ref` within the document leads to. */
function at(reference: string): unknown {
  return reference
    .replace('#/', '')
    .split('/')
    .reduce((place: unknown, name) => Object(place)[name.replaceAll('~1', '/')], document);
}

describe('asyncapi.json', () => {
  it('is a document of AsyncAPI 3 by its own schema, and its references lead somewhere', () => {
    const schema: object = specs.schemasWithoutId['3.0.0'];
    const isAsyncApi = ajv.compile(schema);
    expect(isAsyncApi(document), JSON.stringify(isAsyncApi.errors)).toBe(true);
    expect(isAsyncApi({ ...document, channels: { x: { adress: 'x' } } })).toBe(false);
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map(([, one = '']) => one);
    expect(references.length).toBeGreaterThan(10);
    for (const reference of references) expect(at(reference), reference).toBeDefined();
  });

  it('has every topic of the catalogue, with its dead letters', () => {
    const addresses = Object.values<{ address: string }>(document.channels).map(({ address }) => address);
    expect(addresses.sort()).toEqual([...topics, ...topics.map(deadLetterTopicOf)].sort());
  });

  it('describes what is written: value and headers of a record fit it', () => {
    const record = encode(
      {
        event_id: '5d1b0c9e-0a55-4a3c-9e0e-7f0f6d9f2a10',
        event_type: 'notifications.retry-requested',
        occurred_at: '2026-02-13T17:00:00Z',
        retry: {
          delivery_id: '5d1b0c9e-0a55-4a3c-9e0e-7f0f6d9f2a11',
          source_event_id: '5d1b0c9e-0a55-4a3c-9e0e-7f0f6d9f2a12',
          appointment_id: '5',
          channel: 'sms',
          after_attempt: 1,
          requested_by: 'desk',
        },
      },
      'belltower/test',
      '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
    );
    const { payload } = document.components.messages['notifications.retry-requested'];
    const { headers } = document.components.messageTraits.cloudEvent;
    const fits = (schema: object, value: unknown) => expect(ajv.validate(schema, value), ajv.errorsText()).toBe(true);
    fits(payload, JSON.parse(record.value));
    fits(headers, record.headers);
    expect(Object.keys(headers.properties).sort()).toEqual(Object.keys(record.headers).sort());
    expect(ajv.validate(payload, { ...JSON.parse(record.value), retry: {} })).toBe(false);
  });
});
