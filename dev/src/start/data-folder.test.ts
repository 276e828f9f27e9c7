import { once } from 'node:events';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { openDataFolder } from './data-folder.ts';

const root = mkdtempSync(join(tmpdir(), 'belltower-data-folder-'));
afterAll(() => rmSync(root, { recursive: true }));

describe('openDataFolder', () => {
  it('keeps one secret between runs, for its owner alone to read', () => {
    const secret = openDataFolder(root).jwtSecret();
    expect(secret.length).toBeGreaterThanOrEqual(32);
    expect(openDataFolder(root).jwtSecret()).toBe(secret);
    expect(statSync(join(root, '.data', 'jwt-secret')).mode & 0o077).toBe(0);
  });

  it('keeps a port between runs while it is free, and takes another one when it is not', async () => {
    const port = await openDataFolder(root).port('postgres');
    expect(port).toBeLessThan(32_768);
    expect(await openDataFolder(root).port('postgres')).toBe(port);
    const occupant = createServer();
    await once(occupant.listen(port, '127.0.0.1'), 'listening');
    const other = await openDataFolder(root).port('postgres');
    expect(other).not.toBe(port);
    occupant.close();
    expect(await openDataFolder(root).port('postgres')).toBe(other);
  });

  it("puts PostgreSQL's data beside the rest, or as root where the user of PostgreSQL can reach it", () => {
    const folder = openDataFolder(root).postgres('kafka');
    if (process.getuid?.() !== 0) {
      expect(folder).toBe(join(root, '.data', 'kafka', 'postgres'));
      return;
    }
    // mkdtemp makes a folder that is closed to others, as root's home is
    const parent = join(folder, '..', '..');
    expect(folder).toMatch(/^\/var\/tmp\/belltower-[0-9a-f]{12}\/kafka\/postgres$/);
    expect(statSync(parent).mode & 0o777).toBe(0o711);
    rmSync(parent, { recursive: true });
  });
});
