import { isIP } from 'node:net';
import { z } from 'zod';

/** `10.0.0.1`, `10.0.0.0/8`, `fd00::/8`; not a range of every address, which would believe every client. */
const proxyAddress = z
  .string()
  .refine(isAddressOrRange, 'must be an address or a range such as 10.0.0.0/8');

function isAddressOrRange(text: string): boolean {
  const [address = '', bits, ...more] = text.split('/');
  const version = isIP(address);
  if (bits === undefined) return version !== 0;
  const longest = version === 4 ? 32 : 128;
  return version !== 0 && more.length === 0 && /^[1-9]\d{0,2}$/.test(bits) && +bits <= longest;
}

export const trustProxy = z
  .union([z.boolean(), z.int().min(1).max(16), proxyAddress, z.array(proxyAddress).min(1)], {
    error:
      'must be true, false, the number of proxies in front (1 to 16), or addresses such as 10.0.0.0/8',
  })
  .describe(
    'The proxies in front whose X-Forwarded-For, X-Forwarded-Proto and X-Forwarded-Host are believed: `true` for one, their ' +
      'number when they stand in a row, or their addresses or ranges. Proto and Host come before publicUrl. Only for proxies ' +
      'that set all three themselves.',
  );
