/**
 * Twilio's SDK, loaded when an SMS channel is opened or a callback is checked, and not before: who sends mail alone neither installs
 * its 21 MB nor loads them.
 */
import { createRequire } from 'node:module';
import type twilio from 'twilio';

/** The SDK. */
export type TwilioSdk = typeof twilio;

let loaded: TwilioSdk | null = null;

/** Loads the SDK once. @throws {Error} that says what to install, where it is not there */
export function twilioSdk(): TwilioSdk {
  loaded ??= load();
  return loaded;
}

function load(): TwilioSdk {
  try {
    return createRequire(import.meta.url)('twilio');
  } catch (error) {
    const message = 'the package twilio is expected beside @belltower/channels for SMS by Twilio: npm install twilio@6';
    throw new Error(message, { cause: error });
  }
}
