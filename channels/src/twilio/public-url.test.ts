import { describe, expect, it } from 'vitest';
import { reachesUs } from './public-url.ts';

const simulator = 'http://127.0.0.1:4003';

describe('a callback URL', () => {
  it.each([
    'http://localhost:4001',
    'http://LOCALHOST.',
    'http://notifier.localhost',
    'http://127.0.0.1:4001',
    'http://127.1',
    'http://2130706433/', // 127.0.0.1 as one number
    'http://0.0.0.0:4001',
    'http://10.1.2.3',
    'http://172.31.0.1',
    'http://192.168.1.20',
    'http://169.254.169.254',
    'http://100.64.0.1',
    'http://[::1]:4001',
    'http://[::ffff:127.0.0.1]',
    'http://[::ffff:10.0.0.1]',
    'http://[fd00::1]',
    'http://[fe80::1]',
    'http://notifier:4001',
    'http://notifier.local',
    'https://notifier.svc.internal',
    'https://belltower.test',
  ])('%s is reached by a simulator, and not by Twilio', (url) => {
    expect(reachesUs(url, null)).toBe(false);
    expect(reachesUs(url, 'https://api.twilio.com')).toBe(false);
    expect(reachesUs(url, 'https://twilio-proxy.example.com')).toBe(false);
    expect(reachesUs(url, simulator)).toBe(true);
    expect(reachesUs(url, 'http://sms:4003')).toBe(true);
  });

  it.each([
    'https://notifier.example.com',
    'http://8.8.8.8',
    'http://172.32.0.1',
    'http://[2606:4700::1111]',
    'https://localhost.example.com',
    'https://internal.example.com:8443/path',
  ])('%s is reached by both', (url) => {
    expect(reachesUs(url, null)).toBe(true);
    expect(reachesUs(url, simulator)).toBe(true);
  });
});
