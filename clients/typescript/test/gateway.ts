const address = process.env['GATEWAY_URL'];
if (!address) throw new Error('GATEWAY_URL is the address of a gateway with --sandbox, as it prints it');

/** Where the gateway takes requests. */
export const url = `${address}graphql`;

/** A set that is neither empty nor everything. Its bound stands still, as that of `last` does not when the hour is full. */
export const lastMonthOfPro = {
  firstMessageTime: { gte: new Date(Date.now() - 30 * 24 * 3600 * 1000).toISOString() },
  userProperties: [{ path: ['plan'], eq: 'pro' }],
};
