import { describe, expect, test } from '@jest/globals';
import {
  entra,
  okta,
  providers,
  simulate,
  type Provider,
  type SimulationProgress,
  type SimulationResult,
} from '@muster/scim-tester';
import {
  isJsonObject,
  listResponses,
  operations,
  resources,
  startDefectiveServer,
  type Defect,
} from './defective-servers.js';
import { runCli, type CliDeps } from '#cli/index.js';
import { startServer } from '../kit/server.js';
import { createRecordingTerminal, overServers } from './servers.js';

const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

interface SimulationInput {
  readonly url: string;
  readonly token: string;
  readonly users?: number;
  readonly groups?: number;
  readonly keep?: boolean;
  readonly signal?: AbortSignal;
  readonly progress?: SimulationProgress;
  readonly aadOptscim?: 'both' | 'on' | 'off';
}

function runSimulation(provider: Provider, input: SimulationInput): Promise<SimulationResult> {
  const { url, token, users = 6, groups = 2, keep = false, aadOptscim = 'both', signal } = input;
  const options = {
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
    ...(signal && { signal }),
  };
  return simulate(options, input.progress);
}

overServers('muster simulate', (server, kind) => {
  test.each(providers.map((provider) => [provider.title, provider] as const))(
    '%s finds no wrong answer and leaves nothing behind',
    async (_title, provider) => {
      const { baseUrl, token, get } = await server().scim();
      const result = await runSimulation(provider, { url: baseUrl, token });
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
        const result = await runSimulation(provider, { url: baseUrl, token, users, groups });
        expect(result.wrong).toEqual([]);
      }
    }
  }, 120_000);

  const kept = kind.name === 'mongodb' ? [okta] : providers;
  test.each(kept.map((provider) => [provider.title, provider] as const))(
    '%s with --keep leaves active people, and groups with members',
    async (_title, provider) => {
      const { baseUrl, token, get } = await server().scim();
      const input = { url: baseUrl, token, keep: true, users: 3, groups: 1 };
      const result = await runSimulation(provider, input);
      expect(result).toMatchObject({ wrong: [], left: 4, interrupted: false });
      const { body } = await get('/Users?filter=active%20eq%20true');
      expect(body['totalResults']).toBe(3);
      const groups = await get('/Groups');
      expect(groups.body['Resources']).toMatchObject(result.groups.map((id) => ({ id })));
      expect(groups.body['Resources']?.[0]?.['members']?.length).toBeGreaterThan(1);
      // the same people again: refused in words, and nothing is changed
      const again = runSimulation(provider, input);
      await expect(again).rejects.toThrow('already, whom this --seed makes');
      expect((await get('/Users')).body['totalResults']).toBe(3);
    },
    60_000,
  );

  test('--keep --organization gives the groups roles, once', async () => {
    const { baseUrl, token, organizationId, connectionId } = await server().scim();
    const play = async (seed: string): Promise<string> => {
      const { printed, terminal } = createRecordingTerminal();
      const deps = { version: '0', loadSettings: () => server().settings } as unknown as CliDeps;
      const people = ['--users', '2', '--groups', '2', '--seed', seed];
      const where = ['--url', baseUrl, '--token', token, '--keep', '--organization'];
      const argv = ['simulate', 'jumpcloud', ...people, ...where, organizationId];
      expect([await runCli(argv, deps, terminal), printed.err]).toEqual([0, []]);
      return printed.out.join('\n');
    };
    expect(await play('1')).toContain('2 groups give roles now: Administrator, User administrator');
    const place = `/organizations/${organizationId}/connections/${connectionId}/group-mappings`;
    const { body } = await server().rest('GET', place);
    expect(body['mappings']).toMatchObject([{ role: 'admin' }, { role: 'user-admin' }]);
    expect(await play('2')).toContain('they were left as they are');
  });

  test('interrupted, it deletes what it made, also with --keep', async () => {
    const { baseUrl, token, get } = await server().scim();
    const controller = new AbortController();
    const seen: string[] = [];
    const progress = {
      begin: (phase: string) => seen.push(phase),
      step: () => seen.at(-1) === 'update profiles' && controller.abort(),
      done: () => undefined,
    };
    const input = { url: baseUrl, token, keep: true };
    const result = await runSimulation(okta, { ...input, signal: controller.signal, progress });
    expect(result).toMatchObject({ left: 0, interrupted: true, wrong: [] });
    expect(seen).not.toContain('push groups');
    expect((await get('/Users')).body['totalResults']).toBe(0);
  });
});

/** What is said about a lie, and by whom. */
interface DetectedDefect {
  readonly defect: Defect;
  readonly by: Provider;
  readonly rows: readonly string[];
  /** which of Entra's two ways of PATCH is played: one is enough to find it; `off` when absent */
  readonly aadOptscim?: 'on';
}

const detectedDefects: readonly DetectedDefect[] = [
  {
    defect: {
      name: 'totals as text',
      changeAnswer: ({ json }) =>
        listResponses(json, (list) => (list['totalResults'] = `${list['totalResults']}`)),
    },
    by: okta,
    rows: ['O1', 'O2', 'O3'],
  },
  {
    defect: {
      name: '404 when nobody matches',
      changeAnswer: (reply) =>
        listResponses(reply.json, (list) => {
          if (list['totalResults'] === 0) reply.status = 404;
        }),
    },
    by: entra,
    rows: ['E1'],
  },
  {
    defect: {
      name: 'a media type of its own',
      changeAnswer: ({ headers }) => (headers['content-type'] = 'application/scim-json'),
    },
    by: entra,
    rows: ['E1', 'E6', 'E22'],
  },
  {
    defect: {
      name: 'no externalId in answers',
      changeAnswer: ({ json }) => resources(json, (one) => delete one['externalId']),
    },
    by: okta,
    rows: ['O4', 'O6', 'O7'],
  },
  {
    defect: {
      name: 'active as a number',
      changeAnswer: ({ json }) =>
        resources(json, (one) => {
          if ('active' in one) one['active'] = one['active'] === true ? 1 : 0;
        }),
    },
    by: okta,
    rows: ['O7'],
  },
  {
    defect: {
      name: 'deactivation acknowledged and forgotten',
      changeRequest: (forwarded) => {
        for (const operation of operations(forwarded))
          if (isJsonObject(operation['value']) && 'active' in operation['value'])
            operation['value'] = { active: true };
      },
    },
    by: okta,
    rows: ['O7'],
  },
  {
    defect: {
      name: 'userName searched with regard to letter case',
      changeRequest: (forwarded) =>
        (forwarded.path = forwarded.path.replace(/EXAMPLE\.COM/, 'EXAMPLE.INVALID')),
    },
    by: okta,
    rows: ['O2'],
  },
  {
    defect: {
      name: 'the password comes back',
      changeAnswer: ({ json }, { method, body }) => {
        if (method === 'POST' && isJsonObject(body) && isJsonObject(json) && 'password' in body)
          json['password'] = body['password'];
      },
    },
    by: okta,
    rows: ['O4'],
  },
  {
    defect: {
      name: 'a duplicate is a fault of the server',
      changeAnswer: (reply) => {
        if (reply.status === 409) reply.status = 500;
      },
    },
    by: okta,
    rows: ['O5'],
  },
  {
    defect: {
      name: 'Location and meta.location differ',
      changeAnswer: ({ headers }) => {
        if ('location' in headers) headers['location'] = 'https://example.com/elsewhere';
      },
    },
    by: okta,
    rows: ['O4', 'O8'],
  },
  {
    defect: {
      name: 'ETag and meta.version differ',
      changeAnswer: ({ headers }) => {
        if ('etag' in headers) headers['etag'] = 'W/"old"';
      },
    },
    by: okta,
    rows: ['O6'],
  },
  {
    defect: {
      name: 'PUT drops the title',
      changeRequest: ({ method, body }) => {
        if (method === 'PUT' && isJsonObject(body)) delete body['title'];
      },
    },
    by: okta,
    rows: ['O6'],
  },
  {
    defect: {
      name: 'every page begins at the start',
      changeRequest: (forwarded) =>
        (forwarded.path = forwarded.path.replace(/startIndex=\d+/, 'startIndex=2')),
    },
    by: okta,
    rows: ['O3'],
  },
  {
    defect: {
      name: 'a member who is removed takes all others along',
      changeRequest: (forwarded) => {
        for (const operation of operations(forwarded))
          if (operation['op'] === 'Remove' && operation['path'] === 'members')
            delete operation['value'];
      },
    },
    by: entra,
    rows: ['E14'],
  },
  {
    defect: {
      name: 'concurrent members are lost',
      changeRequest: (forwarded) => {
        for (const operation of operations(forwarded))
          if (Array.isArray(operation['value']) && operation['path'] === 'members')
            operation['value'] = operation['value'].slice(1);
      },
    },
    by: entra,
    rows: ['E16'],
  },
  {
    defect: {
      name: 'an unknown member fails with 500',
      replace: (forwarded) => {
        const strange = operations(forwarded).some(
          ({ op, path, value }) =>
            `${String(op)}`.toLowerCase() === 'add' &&
            path === 'members' &&
            JSON.stringify(value).includes('-4'),
        );
        if (!strange || !forwarded.path.startsWith('/Groups')) return undefined;
        return { status: 500, headers: { 'content-type': 'application/scim+json' }, json: {} };
      },
    },
    by: entra,
    rows: ['E17'],
  },
  {
    defect: {
      name: 'a group PATCH answers with a body',
      changeAnswer: (reply, { method, path }) => {
        if (method === 'PATCH' && path.startsWith('/Groups'))
          Object.assign(reply, { status: 200, json: {} });
      },
    },
    by: entra,
    rows: ['E15', 'E30'],
  },
  {
    defect: {
      name: 'members in spite of excludedAttributes',
      changeRequest: (forwarded) =>
        (forwarded.path = forwarded.path.replace('excludedAttributes=members', '')),
    },
    by: entra,
    rows: ['E8'],
  },
  {
    defect: {
      name: 'null in the schemas',
      changeAnswer: ({ json }, { path }) => {
        if (path.startsWith('/Schemas')) resources(json, (schema) => (schema['extra'] = null));
      },
    },
    by: entra,
    rows: ['E22'],
  },
  {
    defect: {
      name: 'a sub-attribute that no schema has',
      changeAnswer: ({ json }) =>
        resources(json, ({ emails }) => {
          if (Array.isArray(emails)) for (const one of emails) one.verified = true;
        }),
    },
    by: entra,
    rows: ['E29'],
  },
  {
    defect: {
      name: 'the manager as a text',
      changeAnswer: ({ json }) =>
        resources(json, (one) => {
          const extension = one[ENTERPRISE];
          if (isJsonObject(extension) && isJsonObject(extension['manager']))
            extension['manager'] = extension['manager']['value'];
        }),
    },
    by: entra,
    rows: ['E13'],
  },
  {
    defect: {
      name: 'a wrong secret is sent to a page',
      changeAnswer: (reply) => {
        if (reply.status !== 401) return;
        reply.status = 302;
        reply.headers['location'] = 'https://example.com/sign-in';
      },
    },
    by: entra,
    rows: ['E31'],
  },
  {
    defect: {
      name: 'deleted and still there',
      replace: ({ method, path }) =>
        method === 'DELETE' && path.startsWith('/Users')
          ? { status: 204, headers: {}, json: undefined }
          : undefined,
    },
    by: entra,
    rows: ['E18'],
  },
  {
    defect: {
      name: 'dotted keys are taken as names',
      changeRequest: (forwarded) => {
        for (const operation of operations(forwarded))
          if (isJsonObject(operation['value'])) delete operation['value']['name.givenName'];
      },
    },
    by: entra,
    rows: ['E11'],
    aadOptscim: 'on',
  },
  {
    defect: {
      name: 'each operation makes an element of its own',
      changeAnswer: ({ json }) =>
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
    defect: {
      name: 'an unknown schema URN is echoed',
      changeAnswer: ({ json }, { path }) => {
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
  const told = kind.name === 'mongodb' ? detectedDefects.slice(0, 2) : detectedDefects;

  test.each(told.map((exposure) => [exposure.defect.name, exposure] as const))(
    '%s',
    async (_name, { defect, by, rows, aadOptscim }) => {
      const { baseUrl, token } = await server().scim();
      const defective = await startDefectiveServer(baseUrl, defect);
      try {
        const { wrong } = await runSimulation(by, {
          url: defective.url,
          token,
          users: 3,
          groups: 1,
          aadOptscim: aadOptscim ?? 'off',
        });
        const found = new Set(wrong.map(({ row }) => row));
        expect([...found]).toEqual(expect.arrayContaining([...rows]));
        expect(wrong[0]?.sent).toMatch(/^(GET|POST|PUT|PATCH|DELETE) \/scim\/v2\//);
        expect(wrong.every(({ came, expected }) => came !== '' && expected !== '')).toBe(true);
      } finally {
        await defective.close();
      }
    },
    60_000,
  );

  test('through an honest pass nothing is found', async () => {
    const { baseUrl, token } = await server().scim();
    const defective = await startDefectiveServer(baseUrl, { name: 'none' });
    try {
      for (const provider of kind.name === 'mongodb' ? [okta] : [okta, entra]) {
        const { wrong } = await runSimulation(provider, { url: defective.url, token, users: 3 });
        expect(wrong).toEqual([]);
      }
    } finally {
      await defective.close();
    }
  }, 120_000);
});

test('a provider that is asked to wait waits (E20, O14)', async () => {
  const settings = { scim: { rateLimit: { sustained: 25, burst: 0 } } };
  const server = await startServer({ settings });
  try {
    const { baseUrl, token } = await server.scim();
    const result = await runSimulation(okta, { url: baseUrl, token, users: 3, groups: 1 });
    expect(result.wrong).toEqual([]);
    expect(result.throttled).toBeGreaterThan(0);
  } finally {
    await server.close();
  }
});

describe('who cannot play', () => {
  test('nobody listens there', async () => {
    const input = { url: 'http://127.0.0.1:9/scim/v2', token: 'x' };
    await expect(runSimulation(okta, input)).rejects.toMatchObject({
      name: 'CannotSimulate',
      next: 'start the server, or correct --url',
    });
  });
});
