/** Settings of a server whose customers and recipients are not counted: a test books more than a person does in a day. */
export const UNCOUNTED = { CUSTOMER_BOOKINGS_PER_HOUR: '0', RECIPIENT_MESSAGES_PER_DAY: '0' } as const;
