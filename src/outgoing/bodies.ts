import type { Dispatcher } from 'undici';
import { OutgoingError } from './errors.js';

export interface KeptBody {
  readonly body: Buffer;
  /** the answer was longer than what was kept */
  readonly isCut: boolean;
}

interface BodyLimits {
  readonly maxBytes: number;
  readonly keep: 'whole' | 'start';
}

/** Reads an answer, never more of it than is kept and one part. */
export async function readBody(
  { headers, body }: Dispatcher.ResponseData,
  url: URL,
  { maxBytes, keep }: BodyLimits,
): Promise<KeptBody> {
  const encoding = headers['content-encoding'];
  if (keep === 'whole' && encoding !== undefined && encoding !== 'identity') {
    throw new OutgoingError('encoding', `${url.host} sends compressed what was asked for plain.`);
  }
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of body as AsyncIterable<Buffer>) {
    parts.push(part);
    size += part.length;
    if (size <= maxBytes) continue;
    if (keep === 'whole') {
      throw new OutgoingError('too_large', `${url.host} sends more than ${maxBytes} bytes.`);
    }
    return { body: Buffer.concat(parts, maxBytes), isCut: true };
  }
  return { body: Buffer.concat(parts, size), isCut: false };
}
