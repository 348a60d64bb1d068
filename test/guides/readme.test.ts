import { expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { createClient } from '@muster/client';
import { followPage } from '../kit/guides.js';

// What the README shows is done as it stands: by bash and curl, against a server that was started as it says.

const page = readFileSync('README.md', 'utf8');

test('asks for an address that a server of its own has, and begins with the two lines', () => {
  expect(page).toContain('api=http://127.0.0.1:8080/');
  expect(page).toContain('```\nnpm ci && npm start\nnpm ci && npm test\n```');
});

followPage('README.md', {
  async after({ url, operatorKey, printed: [invited = '', simulated = ''] }) {
    const client = createClient({ url, key: await operatorKey() });
    // the first start has made an example of its own
    const [, organizationId = ''] = /"organizationId":"([^"]+)"/.exec(invited) ?? [];
    const params = { organizationId };
    const { items: invitations } = await client.listInvitations({ params });
    expect(invitations).toMatchObject([{ status: 'accepted', delivery: 'sent' }]);
    // the last line of the first block shows both
    const [, shown = ''] = /(\{"items":\[\{"kind":"member".*\})\s*$/.exec(invited) ?? [];
    const { items } = JSON.parse(shown) as { items: { email: string; roles: string[] }[] };
    expect(items.map(({ email, roles }) => [email, roles])).toEqual([
      ['owner@example.com', ['owner']],
      ['user-1@example.com', ['member']],
    ]);
    expect(simulated).toMatch(/0 wrong/);
    const left = await client.listMembers({ params, query: { state: 'left' } });
    expect(left.items.length).toBeGreaterThanOrEqual(12);
  },
});
