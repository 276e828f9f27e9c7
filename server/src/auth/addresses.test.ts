import { expect, it } from 'vitest';
import { callerNetworkOf } from './addresses.ts';

it('callers with IPv6 are counted by their network, however its address is written, and those with IPv4 by their address', () => {
  const networks = [
    ['2001:db8:0:1::1', '2001:db8:0:1::/64'],
    ['2001:db8:0:1:ffff:ffff:ffff:ffff', '2001:db8:0:1::/64'],
    ['2001:0DB8:0000:0001::abcd', '2001:db8:0:1::/64'],
    ['2001:db8::1:0:0:1', '2001:db8:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['::', '0:0:0:0::/64'],
    ['::1', '::1'],
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['192.0.2.1', '192.0.2.1'],
    ['', ''],
  ];
  expect(networks.map(([address = '']) => [address, callerNetworkOf(address)])).toEqual(networks);
});
