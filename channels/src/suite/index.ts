export { type CallbackHarness, describeCallbacks } from './describe-callbacks.ts';
export { describeChannel } from './describe-channel.ts';
export type { ChannelHarness, OpenedChannel, ProviderBehaviour, Runner } from './harness.ts';
