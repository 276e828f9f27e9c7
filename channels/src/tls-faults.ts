/**
 * Which faults of TLS an operator has to correct, and which pass by themselves: a certificate that is not trusted or two
 * sides that speak different protocols stay as they are; a connection that breaks off in the handshake does not.
 */
import { connect } from 'node:tls';

/** OpenSSL's verdicts on a certificate, as Node names them: https://nodejs.org/api/tls.html#x509-certificate-error-codes. */
const CERTIFICATE =
  /^(DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_\w+|CERT_\w+|CRL_\w+|ERROR_IN_\w+|INVALID_CA|INVALID_PURPOSE|PATH_LENGTH_EXCEEDED|HOSTNAME_MISMATCH|ERR_TLS_CERT_\w+)$/;

/** What OpenSSL says when the other side speaks no TLS, or none that both can. */
const PROTOCOL =
  /^ERR_SSL_(WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG|HTTPS?_(PROXY_)?REQUEST|UNKNOWN_PROTOCOL|UNSUPPORTED_PROTOCOL|VERSION_TOO_LOW|NO_\w+|\w+_KEY_TOO_SMALL|CA_MD_TOO_WEAK|\w*ALERT_(PROTOCOL_VERSION|HANDSHAKE_FAILURE|INSUFFICIENT_SECURITY|NO_APPLICATION_PROTOCOL|UNKNOWN_CA|BAD_CERTIFICATE|CERTIFICATE_\w+|ACCESS_DENIED)|\w*UNRECOGNIZED_NAME)$/;

/** Whether a system's code says that the other side's certificate is not trusted: unknown issuer, other host, expired. */
export function isUntrustedCertificate(code: string): boolean {
  return CERTIFICATE.test(code);
}

/** Whether a system's code says that the two sides do not speak the same TLS, or one of them none at all. */
export function isTlsMismatch(code: string): boolean {
  return PROTOCOL.test(code);
}

/** Node reports some of OpenSSL's errors as EPROTO only, and says which in the message; this gives the code it uses elsewhere. */
export function exactTlsCode(code: string | null, message: string): string | null {
  const reason = code === 'EPROTO' ? /SSL routines:[^:]*:([^:]+):/.exec(message)?.[1] : undefined;
  return reason === undefined ? code : `ERR_SSL_${reason.trim().toUpperCase().replaceAll(/\W+/g, '_')}`;
}

/**
 * Finds out whether a server that answered nothing intelligible speaks TLS from the first byte: then we have been speaking
 * plain text to it. Any certificate is accepted, and nothing is sent but the handshake. Never rejects.
 *
 * @returns false too when the server cannot be reached within `timeoutMs`
 */
export function speaksTls(host: string, port: number, timeoutMs: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, rejectUnauthorized: false, timeout: timeoutMs });
    const end = (speaks: boolean) => {
      socket.destroy();
      resolve(speaks);
    };
    socket.once('secureConnect', () => end(true));
    socket.once('timeout', () => end(false));
    socket.on('error', () => end(false));
    socket.once('close', () => resolve(false));
  });
}

const REUSE_MS = 60_000;

/** Calls `load` at most once a minute; calls in between get the same answer. */
export function atMostOften<T>(load: () => Promise<T>): () => Promise<T> {
  let last: { readonly at: number; readonly answer: Promise<T> } | null = null;
  return () => {
    if (last === null || performance.now() - last.at >= REUSE_MS) last = { at: performance.now(), answer: load() };
    return last.answer;
  };
}
