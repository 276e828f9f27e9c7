import { readFileSync } from 'node:fs';
import { buildSchema, parse, visit } from 'graphql';
import { expect, test } from 'vitest';
import { documents } from './documents.ts';

const schema = buildSchema(readFileSync(new URL('../../schema.graphql', import.meta.url), 'utf8'));

test('every operation of the schema has its document', () => {
  const offered = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()].flatMap((type) =>
    Object.keys(type?.getFields() ?? {}),
  );
  const asked = Object.values(documents).flatMap((document) => {
    const names: string[] = [];
    visit(parse(document.toString()), {
      OperationDefinition({ selectionSet }) {
        for (const selection of selectionSet.selections)
          if (selection.kind === 'Field') names.push(selection.name.value);
      },
    });
    return names;
  });
  expect(asked.toSorted()).toEqual(offered.toSorted());
});
