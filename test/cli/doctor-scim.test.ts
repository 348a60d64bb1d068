import { expect, test } from '@jest/globals';
import { runChecks, checkGroups, type Access } from '@muster/scim-tester';
import { unseenRows } from '../conformance/check-titles.js';
import { createAccess } from '../kit/scim-access.js';
import {
  isJsonObject,
  listResponses,
  operations,
  resources,
  startDefectiveServer,
  type Defect,
} from './defective-servers.js';
import { overServers } from './servers.js';

overServers('muster doctor scim', (server) => {
  test('with one token it skips what needs another', async () => {
    const { baseUrl: url, token } = await server().scim();
    const only = ['1', '3', '4', '105', '107', '108'];
    const { findings, passed, skipped } = await runChecks({ url, token, timeoutMs: 30_000, only });
    expect([passed, skipped]).toEqual([1, 5]);
    const unsaid = findings.filter(({ verdict, said = [] }) => verdict === 'skip' && !said[0]);
    expect(unsaid).toEqual([]);
  });

  test('--only takes rows and groups', async () => {
    const { baseUrl, token } = await server().scim();
    const only = ['f', '5', 'E31'];
    const { findings } = await runChecks({ url: baseUrl, token, timeoutMs: 30_000, only });
    expect(findings.map(({ row }) => row)).toEqual([
      '5',
      '72',
      '72',
      '73',
      '73',
      '73',
      '74',
      '75',
      'E31',
    ]);
  });
});

test('every row of the checklist is there, once under its number', () => {
  const rows = checkGroups.flatMap(({ checks }) => checks.map(({ row }) => row));
  const numbers = rows.filter((row) => /^\d+$/.test(row)).map(Number);
  expect([...new Set(numbers)]).toEqual(Array.from({ length: 110 }, (_, index) => index + 1));
});

const SCIM = { 'content-type': 'application/scim+json' };

/** Lies, each with the rows that must find it out; a row of several checks with the title of one. */
const defects: readonly { readonly lie: Defect; readonly rows: readonly string[] }[] = [
  {
    lie: {
      name: 'errors without WWW-Authenticate and Allow, with a number as status',
      changeAnswer: ({ headers, json }) => {
        delete headers['www-authenticate'];
        delete headers['allow'];
        if (isJsonObject(json) && typeof json['status'] === 'string')
          json['status'] = Number(json['status']);
      },
    },
    rows: [
      '1',
      '2',
      '5',
      '6',
      '7',
      '12',
      '15',
      '20',
      '21',
      '27',
      '28',
      '29',
      '58',
      '66',
      '67',
      '76',
      '79',
      '84',
      '85',
    ],
  },
  {
    lie: {
      name: 'an unknown id is created, or was never there',
      changeAnswer: (reply, { method }) => {
        if (reply.status === 404) Object.assign(reply, { status: method === 'GET' ? 200 : 204 });
      },
    },
    rows: ['5', '6', '14', '17', '93'],
  },
  {
    lie: {
      name: 'plain JSON only',
      changeAnswer: ({ headers }) => (headers['content-type'] = 'application/json'),
    },
    rows: ['8', '9', '10', '11', '16', '24', '41', 'E22'],
  },
  {
    lie: {
      name: 'discovery with texts for booleans, and too little of it',
      changeAnswer: ({ json }, { path }) => {
        if (!/^\/(ServiceProviderConfig|Schemas|ResourceTypes)/.test(path)) return;
        resources(json, (one) => {
          delete one['meta'];
          delete one['endpoint'];
          if (isJsonObject(one['patch'])) one['patch']['supported'] = 'true';
          if (Array.isArray(one['attributes'])) {
            for (const attribute of one['attributes']) delete attribute.mutability;
            one['attributes'] = one['attributes'].filter(
              ({ name }: { name: string }) => name !== 'title',
            );
          }
        });
      },
    },
    rows: ['16', '18', '19', '22', '23', 'E22', 'E29'],
  },
  {
    lie: {
      name: 'the extra parameters are ignored',
      changeRequest: (forwarded) => {
        forwarded.path = forwarded.path.replace(
          /(attributes|excludedAttributes|sortBy|sortOrder|cursor)=[^&]*/g,
          '',
        );
      },
    },
    rows: ['41', '42', '43', '44', '45', '51', '54', '70', '104', 'E30'],
  },
  {
    lie: {
      name: 'the page counts for the total, and begins where it likes',
      changeAnswer: ({ json }) =>
        listResponses(json, (list) => {
          const rows = list['Resources'];
          list['totalResults'] = Array.isArray(rows) ? rows.length : 0;
          list['startIndex'] = 7;
        }),
    },
    rows: ['46', '47', '50', 'E25a'],
  },
  {
    lie: {
      name: 'every filter finds everybody',
      changeRequest: (forwarded) => (forwarded.path = forwarded.path.replace(/filter=[^&]*/, '')),
    },
    rows: [
      '20',
      '55',
      '57',
      '58',
      '59',
      '60',
      '62',
      '63',
      '64',
      '65',
      '66',
      '67',
      '69',
      '70',
      '71',
      'E1',
      'E2',
    ],
  },
  {
    lie: {
      name: 'text compared with regard to letter case, + decoded twice',
      changeRequest: (forwarded) => {
        forwarded.path = forwarded.path
          .replace(/DOCTOR-/g, 'NOBODY-')
          .replace(/ext-doctor/g, 'Ext-doctor')
          .replace(/USERNAME%20Eq/, 'nickName%20eq')
          .replace(/%2B/gi, '%20');
      },
    },
    rows: ['55', '56', '71'],
  },
  {
    lie: {
      name: 'creation takes what it is given, and drops the rest',
      changeAnswer: (reply, { method, body }) => {
        const { json, status } = reply;
        if (method !== 'POST' || status !== 201 || !isJsonObject(json) || !isJsonObject(body))
          return;
        for (const name of ['id', 'password', 'favouriteColour'])
          if (name in body) json[name] = body[name];
        delete json['externalId'];
        delete json['emails'];
        delete json['active'];
      },
    },
    rows: ['26', '30', '31', '34', '36', '37'],
  },
  {
    lie: {
      name: 'no Location, and a time that ran on',
      changeAnswer: ({ headers, json }) => {
        delete headers['location'];
        if (isJsonObject(json) && isJsonObject(json['meta']))
          json['meta']['lastModified'] = '2030-01-01T00:00:00Z';
      },
    },
    rows: ['24', '25'],
  },
  {
    lie: {
      name: 'every address is elsewhere',
      changeAnswer: ({ headers, json }) => {
        if (headers['location'])
          headers['location'] = headers['location'].replace(/\/\/[^/]+/, '//example.com');
        resources(json, ({ meta }) => {
          if (isJsonObject(meta))
            meta['location'] = `${meta['location']}`.replace(/\/\/[^/]+/, '//example.com');
        });
      },
    },
    rows: ['103'],
  },
  {
    lie: {
      name: 'bad requests are fine',
      changeAnswer: (reply) => {
        if (![400, 409, 412, 413, 415].includes(reply.status)) return;
        Object.assign(reply, { status: 200, headers: SCIM, json: {} });
      },
    },
    rows: [
      '7',
      '8',
      '27',
      '28',
      '29',
      '32',
      '36',
      '38',
      '40',
      '48',
      '53',
      '58',
      '67',
      '73 left out: cleared; userName missing: 400, taken: 409',
      '73 a refused PUT changes nothing',
      '76',
      '79',
      '80',
      '84',
      '85',
      '86',
      '95',
      '99',
      '101',
      '109',
    ],
  },
  {
    lie: {
      name: 'unavailable now and then',
      changeAnswer: (reply, { path }) => {
        if (/filter=.*(%28%28|aaaa|%20or%20a)/.test(path)) reply.status = 503;
        if (reply.status === 405 || reply.status === 501) reply.status = 500;
        if (/^\/Groups/.test(path) && reply.status === 201) reply.status = 500;
      },
    },
    rows: ['12', '13', '21', '38', '39', '68', '75', '94'],
  },
  {
    lie: {
      name: 'patches that do less than they say',
      changeRequest: (forwarded) => {
        for (const operation of operations(forwarded)) {
          operation['path'] = 'nickName';
          operation['value'] = 'other';
          operation['op'] = 'replace';
        }
      },
    },
    rows: [
      '76',
      '77',
      '78',
      '79',
      '80',
      '81',
      '82',
      '83',
      '84',
      '85',
      '86',
      '87',
      '88',
      '89',
      '90',
      '91',
      '92',
      'E11',
      'E13',
      'E15',
      'E18',
      'E25',
      'E30',
    ],
  },
  {
    lie: {
      name: 'PUT merges instead of replacing, and takes the id of the body',
      changeAnswer: ({ json }, { method, path, body }) => {
        if (method === 'GET' && /^\/Users\/./.test(path) && isJsonObject(json))
          json['title'] = 'kept';
        if (method === 'PUT' && isJsonObject(body) && isJsonObject(json) && 'id' in body)
          json['id'] = body['id'];
      },
    },
    rows: ['73 left out: cleared; userName missing: 400, taken: 409', '74', '92'],
  },
  {
    lie: {
      name: 'versions never change, nobody is deleted',
      replace: ({ method }) =>
        method === 'DELETE' ? { status: 204, headers: {}, json: undefined } : undefined,
      changeAnswer: ({ headers, json }) => {
        if ('etag' in headers) headers['etag'] = 'W/"1"';
        resources(json, ({ meta }) => {
          if (isJsonObject(meta) && 'version' in meta) meta['version'] = 'W/"1"';
        });
      },
    },
    rows: ['6', '93', '94', '95', 'E18'],
  },
  {
    lie: {
      name: 'bulk with numbers, and without references',
      changeAnswer: ({ json }, { path }) => {
        const list = path === '/Bulk' && isJsonObject(json) ? json['Operations'] : undefined;
        if (Array.isArray(list)) for (const one of list) one.status = Number(one.status) + 1;
      },
    },
    rows: ['96', '97', '98', '100'],
  },
  {
    lie: {
      name: 'a brake on everybody, and tokens in errors',
      changeAnswer: (reply, { path }) => {
        if (path === '/Users?count=1') reply.status = reply.status === 401 ? 401 : 429;
        if (reply.status === 401) reply.json = { detail: 'unknown token secret-doctor' };
      },
    },
    rows: ['2', '102', 'E31'],
  },
  {
    lie: {
      name: 'groups nobody sees, pages that overlap, no search',
      changeRequest: (forwarded) =>
        (forwarded.path = forwarded.path.replace(/startIndex=16/, 'startIndex=15')),
      changeAnswer: (reply, { path }) => {
        resources(reply.json, (one) => {
          delete one['groups'];
          if (
            Array.isArray(one['schemas']) &&
            one['urn:ietf:params:scim:schemas:extension:enterprise:2.0:User']
          )
            one['schemas'] = one['schemas'].slice(0, 1);
        });
        if (path.endsWith('.search')) Object.assign(reply, { status: 200, json: {} });
      },
    },
    rows: ['33', '39', '49', '53', '72 what a GET showed can be PUT back', '88'],
  },
  {
    lie: {
      name: 'two primaries, old values beside null, the first name for all',
      changeAnswer: ({ json }) =>
        resources(json, (one) => {
          if (Array.isArray(one['emails'])) for (const email of one['emails']) email.primary = true;
          if ('userName' in one) one['nickName'] = 'always';
          if ('displayName' in one) one['displayName'] = 'the same';
        }),
    },
    rows: ['10', '35', '87', 'E7', 'E15'],
  },
  {
    lie: {
      name: 'dates are made up at every look',
      changeAnswer: ({ json }) =>
        resources(json, ({ meta }) => {
          const seconds = Math.floor(Math.random() * 1e9);
          if (isJsonObject(meta)) meta['created'] = new Date(seconds * 1_000).toISOString();
        }),
    },
    rows: ['25', '72', '75'],
  },
  {
    lie: {
      name: 'names in small letters',
      changeRequest: ({ method, body }) => {
        if (method === 'PUT' && isJsonObject(body) && typeof body['userName'] === 'string')
          body['userName'] = body['userName'].toLowerCase();
      },
    },
    rows: ['73 a name changes its letter case, and is free when it is given up'],
  },
  {
    lie: {
      name: 'discovery that is one thing in the list and another under its name',
      changeAnswer: ({ json }, { path }) => {
        if (!/^\/(Schemas|ResourceTypes)\/./.test(path) || !isJsonObject(json)) return;
        json['name'] = 'Other';
        json['description'] = String(Math.random());
      },
    },
    rows: ['17', '19', '20', '21', '23'],
  },
  {
    lie: {
      name: 'slashes must be single',
      replace: ({ path }) =>
        path.startsWith('//') ? { status: 404, headers: SCIM, json: {} } : undefined,
    },
    rows: ['110'],
  },
  {
    lie: {
      name: 'users are created with another name',
      changeAnswer: ({ json }, { method, path }) => {
        if (method === 'POST' && path === '/Users' && isJsonObject(json))
          json['userName'] = 'other';
        if (path.startsWith('/Users?') && path.includes('bogus'))
          resources(json, (one) => delete one['id']);
      },
    },
    rows: ['E6'],
  },
  {
    lie: {
      name: 'errors show the token; what may be refused fails',
      changeAnswer: (reply, { path, authorization }) => {
        if (/bogus|emails%20co/.test(path)) reply.status = 500;
        if (reply.status === 401) reply.json = { detail: `unknown: ${authorization}` };
      },
    },
    rows: ['52', '61', '106'],
  },
];

overServers('a lying server is found out by the doctor', (server, kind) => {
  const found = new Set<string>();
  // what the doctor sees does not depend on the database behind the lie
  const told = kind.name === 'mongodb' ? defects.slice(0, 1) : defects;

  test.each(told.map(({ lie: defect, rows }) => [defect.name, defect, rows] as const))(
    '%s',
    async (_name, defect, rows) => {
      const { baseUrl, token } = await server().scim();
      const defective = await startDefectiveServer(baseUrl, defect);
      try {
        const only = rows.map((row) => row.split(' ', 1)[0] ?? '');
        const report = await runChecks({ url: defective.url, token, timeoutMs: 10_000, only });
        const named = report.findings.filter(
          ({ row, title }) => rows.includes(row) || rows.includes(title),
        );
        const passed = named.filter(({ verdict }) => verdict !== 'fail');
        const failed = named.filter(({ verdict }) => verdict === 'fail');
        expect(failed.length).toBeGreaterThanOrEqual(rows.length);
        for (const { title } of failed) found.add(title);
        expect(passed.map(({ row, title }) => `${row} ${title}`)).toEqual([]);
        for (const { said = [] } of failed) expect(said).toHaveLength(3);
      } finally {
        await defective.close();
      }
    },
    120_000,
  );

  /** What each token is not, and the row that must find it out. */
  const lies: readonly (readonly [row: string, lie: (token: string, url: string) => Access])[] = [
    ['3', (readOnly) => ({ readOnly })],
    ['4', (token, url) => ({ otherTenant: { url, token } })],
    ['107', (revoked) => ({ revoked })],
    ['107', (expired) => ({ expired })],
    ['107', () => ({ second: 'unknown' })],
  ];

  test('tokens that are not what they are said to be', async () => {
    const scim = await server().scim();
    const { baseUrl: url, token } = scim;
    const honest = await createAccess(server(), scim);
    for (const [row, lie] of lies) {
      const access = { ...honest, ...lie(token, url) };
      const report = await runChecks({ url, token, timeoutMs: 10_000, access, only: [row] });
      expect(report.findings).toMatchObject([{ row, verdict: 'fail' }]);
      found.add(String(report.findings[0]?.title));
    }
  });

  if (kind.name !== 'mongodb') {
    test('so every check is seen to fail at least once', () => {
      const checks = checkGroups.flatMap((group) => group.checks);
      const seen = checks.filter(({ row }) => !unseenRows.includes(row));
      const never = seen.map(({ row, title }) => `${row} ${title}`);
      expect(never.filter((title) => !found.has(title))).toEqual([]);
    });
  }
});
