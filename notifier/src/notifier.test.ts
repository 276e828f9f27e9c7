import { describe, expect, it } from 'vitest';
import { appointmentCreated, startWorld, until } from '../testing/world.ts';

describe('the notifier', () => {
  it('delivers an event on both channels, and reports each step in order before it finishes the event', async () => {
    await using world = await startWorld();
    await world.startNotifier();
    const event = appointmentCreated({ email: 'ann@example.com', sms: '+15555550123' });
    await world.append(event);

    await until('committed', async () => (await world.committed()) === 1);
    expect(world.told(event, 'email')).toEqual(['sending 1', 'sent 1']);
    expect(world.told(event, 'sms')).toEqual(['sending 1', 'sent 1']);
    expect(world.mail.accepted.map(({ to }) => to)).toEqual(['ann@example.com']);
    expect(world.sms.messages()).toHaveLength(1);
  });
});
