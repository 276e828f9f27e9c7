/** The account that the SMS simulator of `npm start` knows. It opens nothing anywhere else. */
export const SMS_ACCOUNT = {
  sid: 'AC00000000000000000000000000000000',
  authToken: 'the-sms-simulator-is-no-secret',
  from: '+15005550006',
} as const;
