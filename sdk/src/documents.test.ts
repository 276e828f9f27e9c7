import { readFileSync } from 'node:fs';
import { buildSchema, parse, visit } from 'graphql';
import { expect, test } from 'vitest';
import { documents } from './documents.ts';

const schema = buildSchema(readFileSync(new URL('../../schema.graphql', import.meta.url), 'utf8'));

test('the documents cover every operation of the schema', () => {
  const offered = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()].flatMap((type) =>
    Object.keys(type?.getFields() ?? {}),
  );
  const requested = Object.values(documents).flatMap((document) => {
    const names: string[] = [];
    visit(parse(document.toString()), {
      OperationDefinition({ selectionSet }) {
        for (const selection of selectionSet.selections)
          if (selection.kind === 'Field') names.push(selection.name.value);
      },
    });
    return names;
  });
  expect([...new Set(requested)].toSorted()).toEqual(offered.toSorted());
});
