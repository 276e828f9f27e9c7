import type { IncomingMessage } from 'node:http';
import { isIPv6 } from 'node:net';
import proxyAddress from '@fastify/proxy-addr';

/** Says from where a request comes. */
export type AddressOf = (request: IncomingMessage) => string;

/**
 * The address of the connection, or, where that is a proxy we trust, the one it names; as Fastify has it over HTTP. By `callerNetworkOf`,
 * as callers are counted.
 */
export function createAddressOf(trustedProxies: readonly string[]): AddressOf {
  if (trustedProxies.length === 0) return ({ socket }) => callerNetworkOf(socket.remoteAddress ?? '');
  const trust = proxyAddress.compile([...trustedProxies]);
  return (request) => callerNetworkOf(proxyAddress(request, trust));
}

/**
 * What an address is counted by. Of IPv6 the first 64 bits, as `2001:db8:0:1::/64`: every caller has all addresses that begin with
 * them (RFC 4291, 2.5.4), and could come by another one each time. IPv4 as it is, also where IPv6 holds it (`::ffff:192.0.2.1`).
 */
export function callerNetworkOf(address: string): string {
  const ipv4 = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (ipv4 !== undefined) return ipv4;
  if (!isIPv6(address) || address === '::1') return address;
  const [first = [], last = []] = address.split('::').map((part) => part.split(':').filter((group) => group !== ''));
  const isWhole = !address.includes('::');
  const zeros = isWhole ? [] : Array<string>(Math.max(0, 8 - first.length - last.length)).fill('0');
  const groups = [...first, ...zeros, ...last].slice(0, 4).map((group) => Number.parseInt(group, 16).toString(16));
  return `${groups.join(':')}::/64`;
}

/** Whether a text names an address or a network that a proxy may have. */
export function isNetwork(text: string): boolean {
  try {
    proxyAddress.compile(text);
    return true;
  } catch {
    return false;
  }
}
