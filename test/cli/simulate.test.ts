import { describe, expect, test } from '@jest/globals';
import {
  CannotPlay,
  entra,
  okta,
  providers,
  simulate,
  type Provider,
  type SimulationResult,
} from '@muster/scim-tester';
import { isLoose, lists, operations, resources, startLiar, type Lie } from './liars.js';
import { startServer } from '../kit/server.js';
import { overServers } from './servers.js';

const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

interface Wish {
  readonly url: string;
  readonly token: string;
  readonly users?: number;
  readonly groups?: number;
  readonly keep?: boolean;
  readonly aadOptscim?: 'both' | 'on' | 'off';
}

function play(provider: Provider, wish: Wish): Promise<SimulationResult> {
  const { url, token, users = 6, groups = 2, keep = false, aadOptscim = 'both' } = wish;
  return simulate({
    provider,
    url,
    token,
    users,
    groups,
    keep,
    aadOptscim,
    concurrency: 3,
    seed: 1,
    timeoutMs: 20_000,
  });
}

overServers('muster simulate', (server, kind) => {
  test.each(providers.map((provider) => [provider.title, provider] as const))(
    '%s finds no wrong answer and leaves nothing behind',
    async (_title, provider) => {
      const { baseUrl, token, get } = await server().scim();
      const result = await play(provider, { url: baseUrl, token });
      expect(result.wrong).toEqual([]);
      expect(result.checks).toBeGreaterThan(90);
      expect(result.left).toBe(0);
      expect((await get('/Users')).body['totalResults']).toBe(0);
      expect((await get('/Groups')).body['totalResults']).toBe(0);
    },
    120_000,
  );

  test('everybody and nothing: no people, no groups, one of each', async () => {
    const { baseUrl, token } = await server().scim();
    const played = kind.name === 'mongodb' ? [okta] : providers;
    for (const [users, groups] of [
      [0, 0],
      [1, 3],
      [3, 0],
    ] as const) {
      for (const provider of played) {
        const result = await play(provider, { url: baseUrl, token, users, groups });
        expect(result.wrong).toEqual([]);
      }
    }
  }, 120_000);

  test('Okta never deletes people: --keep leaves them there, not active', async () => {
    const { baseUrl, token, get } = await server().scim();
    const result = await play(okta, { url: baseUrl, token, keep: true });
    expect(result).toMatchObject({ wrong: [], left: 6 });
    const { body } = await get('/Users?filter=active%20eq%20false');
    expect(body['totalResults']).toBe(6);
    await expect(play(okta, { url: baseUrl, token })).rejects.toThrow(CannotPlay);
  });
});

/** What is said about a lie, and by whom. */
interface Exposure {
  readonly lie: Lie;
  readonly by: Provider;
  readonly rows: readonly string[];
}

const exposures: readonly Exposure[] = [
  {
    lie: {
      name: 'totals as text',
      answer: ({ json }) =>
        lists(json, (list) => (list['totalResults'] = `${list['totalResults']}`)),
    },
    by: okta,
    rows: ['O1', 'O2', 'O3'],
  },
  {
    lie: {
      name: '404 when nobody matches',
      answer: (answered) =>
        lists(answered.json, (list) => {
          if (list['totalResults'] === 0) answered.status = 404;
        }),
    },
    by: entra,
    rows: ['E1'],
  },
  {
    lie: {
      name: 'a media type of its own',
      answer: ({ headers }) => (headers['content-type'] = 'application/scim-json'),
    },
    by: entra,
    rows: ['E1', 'E6', 'E22'],
  },
  {
    lie: {
      name: 'no externalId in answers',
      answer: ({ json }) => resources(json, (one) => delete one['externalId']),
    },
    by: okta,
    rows: ['O4', 'O6', 'O7'],
  },
  {
    lie: {
      name: 'active as a number',
      answer: ({ json }) =>
        resources(json, (one) => {
          if ('active' in one) one['active'] = one['active'] === true ? 1 : 0;
        }),
    },
    by: okta,
    rows: ['O7'],
  },
  {
    lie: {
      name: 'deactivation acknowledged and forgotten',
      ask: (asked) => {
        for (const operation of operations(asked))
          if (isLoose(operation['value']) && 'active' in operation['value'])
            operation['value'] = { active: true };
      },
    },
    by: okta,
    rows: ['O7'],
  },
  {
    lie: {
      name: 'userName searched with regard to letter case',
      ask: (asked) => (asked.path = asked.path.replace(/EXAMPLE\.COM/, 'EXAMPLE.INVALID')),
    },
    by: okta,
    rows: ['O2'],
  },
  {
    lie: {
      name: 'the password comes back',
      answer: ({ json }, { method, body }) => {
        if (method === 'POST' && isLoose(body) && isLoose(json) && 'password' in body)
          json['password'] = body['password'];
      },
    },
    by: okta,
    rows: ['O4'],
  },
  {
    lie: {
      name: 'a duplicate is a fault of the server',
      answer: (answered) => {
        if (answered.status === 409) answered.status = 500;
      },
    },
    by: okta,
    rows: ['O5'],
  },
  {
    lie: {
      name: 'Location and meta.location differ',
      answer: ({ headers }) => {
        if ('location' in headers) headers['location'] = 'https://example.com/elsewhere';
      },
    },
    by: okta,
    rows: ['O4', 'O8'],
  },
  {
    lie: {
      name: 'ETag and meta.version differ',
      answer: ({ headers }) => {
        if ('etag' in headers) headers['etag'] = 'W/"old"';
      },
    },
    by: okta,
    rows: ['O6'],
  },
  {
    lie: {
      name: 'PUT drops the title',
      ask: ({ method, body }) => {
        if (method === 'PUT' && isLoose(body)) delete body['title'];
      },
    },
    by: okta,
    rows: ['O6'],
  },
  {
    lie: {
      name: 'every page begins at the start',
      ask: (asked) => (asked.path = asked.path.replace(/startIndex=\d+/, 'startIndex=2')),
    },
    by: okta,
    rows: ['O3'],
  },
  {
    lie: {
      name: 'a member who is removed takes all others along',
      ask: (asked) => {
        for (const operation of operations(asked))
          if (operation['op'] === 'Remove' && operation['path'] === 'members')
            delete operation['value'];
      },
    },
    by: entra,
    rows: ['E14'],
  },
  {
    lie: {
      name: 'concurrent members are lost',
      ask: (asked) => {
        for (const operation of operations(asked))
          if (Array.isArray(operation['value']) && operation['path'] === 'members')
            operation['value'] = operation['value'].slice(1);
      },
    },
    by: entra,
    rows: ['E16'],
  },
  {
    lie: {
      name: 'an unknown member fails with 500',
      instead: (asked) => {
        const strange = operations(asked).some(
          ({ op, path, value }) =>
            `${String(op)}`.toLowerCase() === 'add' &&
            path === 'members' &&
            JSON.stringify(value).includes('-4'),
        );
        if (!strange || !asked.path.startsWith('/Groups')) return undefined;
        return { status: 500, headers: { 'content-type': 'application/scim+json' }, json: {} };
      },
    },
    by: entra,
    rows: ['E17'],
  },
  {
    lie: {
      name: 'a group PATCH answers with a body',
      answer: (answered, { method, path }) => {
        if (method === 'PATCH' && path.startsWith('/Groups'))
          Object.assign(answered, { status: 200, json: {} });
      },
    },
    by: entra,
    rows: ['E15', 'E30'],
  },
  {
    lie: {
      name: 'members in spite of excludedAttributes',
      ask: (asked) => (asked.path = asked.path.replace('excludedAttributes=members', '')),
    },
    by: entra,
    rows: ['E8'],
  },
  {
    lie: {
      name: 'null in the schemas',
      answer: ({ json }, { path }) => {
        if (path.startsWith('/Schemas')) resources(json, (schema) => (schema['extra'] = null));
      },
    },
    by: entra,
    rows: ['E22'],
  },
  {
    lie: {
      name: 'a sub-attribute that no schema has',
      answer: ({ json }) =>
        resources(json, ({ emails }) => {
          if (Array.isArray(emails)) for (const one of emails) one.verified = true;
        }),
    },
    by: entra,
    rows: ['E29'],
  },
  {
    lie: {
      name: 'the manager as a text',
      answer: ({ json }) =>
        resources(json, (one) => {
          const extension = one[ENTERPRISE];
          if (isLoose(extension) && isLoose(extension['manager']))
            extension['manager'] = extension['manager']['value'];
        }),
    },
    by: entra,
    rows: ['E13'],
  },
  {
    lie: {
      name: 'a wrong secret is sent to a page',
      answer: (answered) => {
        if (answered.status !== 401) return;
        answered.status = 302;
        answered.headers['location'] = 'https://example.com/sign-in';
      },
    },
    by: entra,
    rows: ['E31'],
  },
  {
    lie: {
      name: 'deleted and still there',
      instead: ({ method, path }) =>
        method === 'DELETE' && path.startsWith('/Users')
          ? { status: 204, headers: {}, json: undefined }
          : undefined,
    },
    by: entra,
    rows: ['E18'],
  },
  {
    lie: {
      name: 'dotted keys are taken as names',
      ask: (asked) => {
        for (const operation of operations(asked))
          if (isLoose(operation['value'])) delete operation['value']['name.givenName'];
      },
    },
    by: entra,
    rows: ['E11'],
  },
  {
    lie: {
      name: 'each operation makes an element of its own',
      answer: ({ json }) =>
        resources(json, (one) => {
          if (!Array.isArray(one['addresses'])) return;
          one['addresses'] = one['addresses'].flatMap(
            ({ type, ...rest }: Record<string, unknown>) =>
              Object.entries(rest).map(([name, value]) => ({ type, [name]: value })),
          );
        }),
    },
    by: entra,
    rows: ['E12'],
  },
  {
    lie: {
      name: 'an unknown schema URN is echoed',
      answer: ({ json }, { path }) => {
        if (path.startsWith('/Groups'))
          resources(json, (one) => {
            const urn = 'http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group';
            if (Array.isArray(one['schemas'])) one['schemas'].push(urn);
          });
      },
    },
    by: entra,
    rows: ['E7'],
  },
];

overServers('a lying server is found out', (server, kind) => {
  // what a simulator sees does not depend on the database behind the lie
  const told = kind.name === 'mongodb' ? exposures.slice(0, 2) : exposures;

  test.each(told.map((exposure) => [exposure.lie.name, exposure] as const))(
    '%s',
    async (_name, { lie, by, rows }) => {
      const { baseUrl, token } = await server().scim();
      const liar = await startLiar(baseUrl, lie);
      try {
        const { wrong } = await play(by, { url: liar.url, token, users: 3, groups: 1 });
        const found = new Set(wrong.map(({ row }) => row));
        expect([...found]).toEqual(expect.arrayContaining([...rows]));
        expect(wrong[0]?.sent).toMatch(/^(GET|POST|PUT|PATCH|DELETE) \/scim\/v2\//);
        expect(wrong.every(({ came, expected }) => came !== '' && expected !== '')).toBe(true);
      } finally {
        await liar.close();
      }
    },
    60_000,
  );

  test('through an honest pass nothing is found', async () => {
    const { baseUrl, token } = await server().scim();
    const liar = await startLiar(baseUrl, { name: 'none' });
    try {
      for (const provider of kind.name === 'mongodb' ? [okta] : providers) {
        const { wrong } = await play(provider, { url: liar.url, token, users: 3 });
        expect(wrong).toEqual([]);
      }
    } finally {
      await liar.close();
    }
  }, 120_000);
});

test('a provider that is asked to wait waits (E20, O14)', async () => {
  const settings = { scim: { rateLimit: { sustained: 25, burst: 0 } } };
  const server = await startServer({ settings });
  try {
    const { baseUrl, token } = await server.scim();
    const result = await play(okta, { url: baseUrl, token, users: 3, groups: 1 });
    expect(result.wrong).toEqual([]);
    expect(result.throttled).toBeGreaterThan(0);
  } finally {
    await server.close();
  }
}, 60_000);

describe('who cannot play', () => {
  test('nobody listens there', async () => {
    const wish = { url: 'http://127.0.0.1:9/scim/v2', token: 'x' };
    await expect(play(okta, wish)).rejects.toMatchObject({
      name: 'CannotPlay',
      next: 'start the server, or correct --url',
    });
  });
});
