import type { Socket } from 'node:net';

/**
 * Closes a socket with a reset. One that is about to send its end cannot be reset any more: Node.js would report EINVAL
 * and never close it, nor end its own process; such a socket is closed as usual.
 */
export function resetSocket(socket: Socket): void {
  if (socket.writableEnded) socket.destroy();
  else if (!socket.destroyed) socket.resetAndDestroy();
}
