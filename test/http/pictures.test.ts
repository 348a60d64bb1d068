import { expect, test } from '@jest/globals';
import { faultsOf, operations, statusOf } from '#api/index.js';
import { createPictures } from '../../src/http/pictures.js';
import { faultOf } from '../kit/faults.js';

// An installation for whose platform the decoder of pictures is not there, as after `npm ci --omit=optional`.

test('without its decoder an installation says so, with the next step, and not that it has a defect', async () => {
  const absent = () =>
    Promise.reject(new Error('Could not load the "sharp" module using the linux-x64 runtime'));
  async function* upload(): AsyncGenerator<Uint8Array> {
    yield Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');
  }
  const refused = createPictures(absent).toAvatar(upload());
  expect(await faultOf(refused)).toEqual({ code: 'avatar.unsupported' });
  expect(statusOf('avatar.unsupported')).toBe(501);
  expect(faultsOf(operations.replaceAvatar)).toContain('avatar.unsupported');
});
