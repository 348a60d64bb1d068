import { expect, test } from '@jest/globals';
import type { MusterClient, Organization, Problem } from '@muster/client';

// `npm run types` compiles these lines under NodeNext, through the exports of the package; a type that lost its brackets fails there.

type Output<Name extends keyof MusterClient> = Awaited<ReturnType<MusterClient[Name]>>;
type Input<Name extends keyof MusterClient> = Parameters<MusterClient[Name]>[0];

type IsExactly<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

test('a list of several kinds is a list of either, told apart by kind', () => {
  const items: Output<'listMembers'>['items'] = [];
  const names = items.map((item) => (item.kind === 'invitation' ? item.expiresAt : item.standing));
  const either: IsExactly<(typeof items)[number]['kind'], 'member' | 'invitation'> = true;
  expect([names, either]).toEqual([[], true]);
});

test('a body of several kinds takes the fields of one', () => {
  const token: Input<'createCredential'>['body'] = { kind: 'token', scopes: ['users:read'] };
  // @ts-expect-error a token has no trust
  const mixed: Input<'createCredential'>['body'] = { kind: 'token', trust: { issuer: 'x' } };
  // @ts-expect-error there is no such scope
  const scope: Input<'createCredential'>['body'] = { kind: 'token', scopes: ['users:burn'] };
  expect([token, mixed, scope]).toHaveLength(3);
});

test('names of the contract are types of the package', () => {
  const list: IsExactly<Output<'listOrganizations'>['items'], readonly Organization[]> = true;
  const errors: Problem['errors'] = [{ field: 'name', problem: 'is missing' }];
  // @ts-expect-error every operation of an organization takes its id
  const nowhere: Input<'listMembers'> = { params: {} };
  // @ts-expect-error a sheet says its media type
  const sheet: Input<'createImport'>['body'] = 'email';
  expect([list, errors, nowhere, sheet]).toHaveLength(4);
});
