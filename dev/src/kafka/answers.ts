import { once } from 'node:events';
import { connect } from 'node:net';

/**
 * Whether a broker at this port answers a metadata request and names itself among the living brokers: an open port
 * or a line in its log comes seconds too early. A plaintext listener is expected. Never rejects.
 */
export async function kafkaAnswers(port: number, timeoutMs = 1_000): Promise<boolean> {
  const socket = connect({ host: '127.0.0.1', port });
  socket.setTimeout(timeoutMs, () => socket.destroy());
  try {
    await once(socket, 'connect');
    socket.write(METADATA_REQUEST);
    let answer = Buffer.alloc(0);
    for await (const part of socket) {
      answer = Buffer.concat([answer, part as Buffer]);
      if (answer.length >= 4 && answer.length >= 4 + answer.readInt32BE(0)) break;
    }
    return namesPort(answer, port);
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

/** Metadata request, version 1, no topics: https://kafka.apache.org/protocol#The_Messages_Metadata */
const METADATA_REQUEST = Buffer.from([
  ...[0, 0, 0, 14], // length
  ...[0, 3, 0, 1], // api key, version
  ...[0, 0, 0, 1], // correlation id
  ...[0xff, 0xff], // client id: null
  ...[0, 0, 0, 0], // topics: an empty list
]);

function namesPort(answer: Buffer, port: number): boolean {
  if (answer.length < 12) return false;
  const brokers = answer.readInt32BE(8);
  let at = 12;
  for (let broker = 0; broker < brokers; broker += 1) {
    at += 4; // node id
    at += 2 + answer.readInt16BE(at); // host
    if (answer.readInt32BE(at) === port) return true;
    at += 4;
    at += 2 + Math.max(0, answer.readInt16BE(at)); // rack
  }
  return false;
}
