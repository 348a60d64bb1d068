import { expect, test } from '@jest/globals';
import { USER, createTestEngine } from '../test-engine.js';

/** SailPoint needs no dialect; it reads the whole of discovery before it does anything. */
test.each([
  '/ServiceProviderConfig',
  '/ResourceTypes',
  '/Schemas',
  '/ResourceTypes/User',
  `/Schemas/${USER}`,
  `/Schemas/${encodeURIComponent(USER)}`,
])('SailPoint: GET %s', async (path) => {
  const { status, json } = await createTestEngine().send('GET', path);
  expect(status).toBe(200);
  expect(json['schemas']).toEqual([expect.stringMatching(/^urn:ietf:params:scim:/)]);
});
