import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, describe, expect, it } from 'vitest';
import { projectRoot } from '../project.ts';
import { watchSources, workspacesOf } from './watch.ts';

const root = mkdtempSync(join(tmpdir(), 'belltower-watch-'));
afterAll(() => rmSync(root, { recursive: true }));

describe('workspacesOf', () => {
  it('finds what a service is made of', () => {
    const found = workspacesOf(projectRoot, 'notifier');
    expect(found).toEqual(expect.arrayContaining(['notifier', 'channels', 'event-log', 'events', 'support']));
    for (const other of ['server', 'client', 'sdk', 'e2e']) expect(found).not.toContain(other);
    expect(workspacesOf(projectRoot, 'server')).not.toContain('channels');
  });
});

describe('watchSources', () => {
  it('reports a burst of changes once, however deep, and never one of tests', async () => {
    mkdirSync(join(root, 'server', 'src', 'deep', 'deeper'), { recursive: true });
    mkdirSync(join(root, 'events', 'src'), { recursive: true });
    const changes: string[] = [];
    await using _watch = watchSources(root, ['server', 'events', 'without-sources'], (file) => changes.push(file));
    const changeCount = async (count: number) => {
      const deadline = Date.now() + 10_000;
      while (changes.length < count && Date.now() < deadline) await pause(10);
      return changes.length;
    };

    writeFileSync(join(root, 'server', 'src', 'main.test.ts'), '');
    writeFileSync(join(root, 'server', 'src', 'notes.txt'), '');
    for (let count = 0; count < 10; count += 1) {
      writeFileSync(join(root, 'server', 'src', 'deep', 'deeper', 'part.ts'), String(count));
    }
    expect(await changeCount(1)).toBe(1);
    expect(changes).toEqual([join('server', 'src', 'deep', 'deeper', 'part.ts')]);

    writeFileSync(join(root, 'events', 'src', 'codec.ts'), '');
    expect(await changeCount(2)).toBe(2);
    writeFileSync(join(root, 'schema.graphql'), '');
    expect(await changeCount(3)).toBe(3);
    expect(changes.slice(1)).toEqual([join('events', 'src', 'codec.ts'), 'schema.graphql']);
  });
});
