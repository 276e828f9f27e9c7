import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { wrongImports } from './check-imports.ts';
import { importsOf, readImports } from './read-imports.ts';
import { rules } from './rules.ts';

const root = fileURLToPath(new URL('../../../../', import.meta.url));
const problemsOf = (file: string, source: string) => wrongImports(importsOf(file, source), rules);

describe('the import rules', () => {
  it('hold for every source file of every workspace', () => {
    const imports = readImports(root, Object.keys(rules.workspaces));
    expect(imports.length).toBeGreaterThan(500);
    expect(wrongImports(imports, rules)).toEqual([]);
  });

  it.each(Object.entries(rules.rooms))(
    'list the rooms of %s as docs/architecture.md does, in that order',
    (service, rooms) => {
      const page = readFileSync(`${root}/docs/architecture.md`, 'utf8');
      const [, table = ''] = page.split(`| room in \`${service}\` |`);
      const listed = [...(table.split('\n\n')[0] ?? '').matchAll(/^\| `(\w+)\/` \|/gm)].map(([, room]) => room);
      expect(listed).toEqual(rooms);
    },
  );

  it('say of each workspace what docs/architecture.md says', () => {
    const page = readFileSync(`${root}/docs/architecture.md`, 'utf8');
    const [, table = ''] = page.split('| folder | may import, of ours |');
    const rows = [...(table.split('\n\n')[0] ?? '').matchAll(/^\| (\w[\w, -]*) \| (.+) \|$/gm)];
    const listed = rows.flatMap(([, folders = '', names = '']) =>
      folders.split(', ').map((folder) => [folder, names === 'nothing' ? [] : names.split(', ')] as const),
    );
    const said = Object.fromEntries(listed.filter(([, names]) => names[0] !== 'anything'));
    expect(said).toEqual(rules.workspaces);
  });

  it.each([
    ['a workspace of ours that is not listed', 'events/src/a.ts', "import { x } from '@belltower/support/traces';"],
    ['a part of a workspace that is not listed', 'client/src/a.tsx', "import { x } from '@belltower/sdk';"],
    ['a workspace by its path', 'server/src/db/a.ts', "import { x } from '../../../events/src/ids.ts';"],
    ['a type of a vendor', 'notifier/src/a.ts', "import type { Kafka } from 'kafkajs';"],
    ['a vendor in a dynamic import', 'server/src/db/a.ts', "const x = await import('pg');"],
    ['a vendor in a re-export', 'notifier/src/a.ts', "export * from 'nodemailer/lib/mailer';"],
    ['a vendor by its scope', 'channels/src/a.ts', "import { MikroORM } from '@mikro-orm/core';"],
    ['a room above its own', 'server/src/feed/a.ts', "import { x } from '../graphql/errors.ts';"],
    ['a file beside the rooms', 'server/src/feed/a.ts', "import { x } from '../config.ts';"],
    ['a room that the rules do not know', 'server/src/unknown/a.ts', "import { x } from '../db/row.ts';"],
    ["Node's modules in a pure folder", 'messages/src/a.ts', "import { readFileSync } from 'node:fs';"],
  ])('refuse %s', (_what, file, source) => {
    expect(problemsOf(file, source)).toHaveLength(1);
  });

  it('let pass what is listed, and packages that only begin like a vendor', () => {
    expect(problemsOf('server/src/a.ts', "import { x } from '@belltower/support/traces';")).toEqual([]);
    expect(problemsOf('server/src/feed/a.ts', "import { x } from '../db/row.ts';")).toEqual([]);
    expect(problemsOf('server/src/feed/a.ts', "import { x } from '../request-error.ts';")).toEqual([]);
    expect(problemsOf('client/src/a.tsx', "import { x } from '@belltower/sdk/resume';")).toEqual([]);
    expect(problemsOf('channels/src/a.ts', "import x from 'pg-protocol-like';")).toEqual([]);
    expect(problemsOf('events/src/a.ts', "import { hash } from 'node:crypto';")).toEqual([]);
  });
});
