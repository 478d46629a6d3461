const address = process.env['GATEWAY_URL'];
if (!address) throw new Error('GATEWAY_URL is the address of a gateway with --sandbox, as it prints it');

/** Where the gateway takes requests. */
export const url = `${address}graphql`;

/** A set that is neither empty nor everything. */
export const lastMonthOfPro = {
  firstMessageTime: { last: 'P30D' },
  userProperties: [{ path: ['plan'], eq: 'pro' }],
};
