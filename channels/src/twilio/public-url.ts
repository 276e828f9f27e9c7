/** Whether Twilio can call us back: it comes from the internet, a simulator from where we are. */
import { BlockList, isIP } from 'node:net';

/** Networks that are reached from within only: RFC 6890 and its kin. */
const PRIVATE = new BlockList();
for (const [network, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
] as const) {
  PRIVATE.addSubnet(network, prefix, 'ipv4');
}
PRIVATE.addAddress('::', 'ipv6');
PRIVATE.addAddress('::1', 'ipv6');
PRIVATE.addSubnet('fc00::', 7, 'ipv6');
PRIVATE.addSubnet('fe80::', 10, 'ipv6');

/** Names that the internet does not know: one label, or a top-level domain kept for use within (RFC 6761, RFC 6762, RFC 8375). */
const PRIVATE_NAME = /^[^.]+$|(^|\.)(localhost|local|internal|intranet|lan|home|home\.arpa|test|invalid|example)$/i;

/** Whether a callback URL would reach us from the API at `apiUrl`; null is Twilio's own. Pure, without a DNS look-up. */
export function reachesUs(callbackUrl: string, apiUrl: string | null): boolean {
  return isPublic(callbackUrl) || (apiUrl !== null && !isPublic(apiUrl));
}

function isPublic(url: string): boolean {
  const host = new URL(url).hostname.replace(/^\[(.*)\]$/, '$1').replace(/\.$/, '');
  const family = isIP(host);
  if (family === 0) return !PRIVATE_NAME.test(host);
  return !PRIVATE.check(host, family === 4 ? 'ipv4' : 'ipv6');
}
