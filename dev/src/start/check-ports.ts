/** Whether the ports that people are shown can be used, checked before anything is started. */
import { setTimeout as pause } from 'node:timers/promises';
import { listenError } from '../network/ports.ts';
import { StartError } from '../process/start-error.ts';
import type { PlannedPort } from './settings.ts';

/**
 * Resolves when all ports are free. Waits for them up to `patienceMs`: a run that was just killed lets go of its own
 * within seconds.
 *
 * @throws {StartError} naming each port that is not free, what it is for, and which variable moves it
 */
export async function checkPorts(ports: readonly PlannedPort[], host: string, patienceMs: number): Promise<void> {
  const deadline = performance.now() + patienceMs;
  for (;;) {
    const problems = await Promise.all(ports.map((planned) => problemOf(planned, host)));
    const found = problems.filter((problem) => problem !== null);
    if (found.length === 0) return;
    if (performance.now() >= deadline) throw new StartError(found.join('\n'));
    await pause(100);
  }
}

async function problemOf({ port, part, variable }: PlannedPort, host: string): Promise<string | null> {
  const code = await listenError(port, host);
  // Browsers try ::1 first for "localhost": a program that listens there would be taken for us.
  const there = code ?? (host === '127.0.0.1' ? await listenError(port, '::1') : null);
  const cure =
    variable === 'PORT'
      ? 'Set PORT to another one; the ports of the other parts follow it.'
      : `Set ${variable} to another one, or PORT to move all of them.`;
  if (there === 'EADDRINUSE') return `Port ${port} is taken by another program: ${part} cannot use it. ${cure}`;
  if (code === 'EACCES') return `Port ${port} needs more rights than we have: ${part} cannot use it. ${cure}`;
  if (code === 'EADDRNOTAVAIL') return `HOST: ${host} is no address of this machine: ${part} cannot listen there.`;
  return code === null ? null : `Port ${port} cannot be used by ${part} (${code}). ${cure}`;
}
