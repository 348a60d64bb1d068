import { describe, expect, test } from '@jest/globals';
import { foldCase } from '#kernel/index.js';
import { foldCase as foldCaseOfScim } from '@muster/scim';
import {
  GROUP,
  overApplications,
  PATCH_OP,
  USER,
  type ScimConnection,
} from '../kit/application.js';

/** Two spellings of one name. */
const SPELLINGS = [
  ['J\u030cana', '\u01f0ana'],
  ['\u039f\u0394\u039f\u03a3', '\u03bf\u03b4\u03bf\u03c3'],
  ['\u03bf\u03b4\u03bf\u03c2', '\u039f\u0394\u039f\u03a3'],
  ['A\u030angstro\u0308m', '\u212bNGSTR\u00d6M'],
  ['H\u0331\u0307a', '\u1e96\u0307A'],
  ['W\u030a', '\u1e98'],
  ['\u1e9e', '\u00df'],
  ['\u0130x', 'i\u0307X'],
] as const;

test('S17 a key is a key of itself, whatever the spelling, in both packages', () => {
  for (const spelling of SPELLINGS.flat()) {
    const key = foldCase(spelling);
    expect(foldCase(key)).toBe(key);
    expect(key.normalize('NFC')).toBe(key);
    expect(foldCaseOfScim(spelling)).toBe(key);
  }
  for (const [one, other] of SPELLINGS) expect(foldCase(one)).toBe(foldCase(other));
});

overApplications('Spellings', (app) => {
  const found = async (scim: ScimConnection, path: string, filter: string): Promise<number> => {
    const reply = await scim.call('GET', `${path}?filter=${encodeURIComponent(filter)}`);
    expect(reply.status).toBe(200);
    return Number(reply.body['totalResults']);
  };

  describe.each(SPELLINGS)('%s and %s', (one, other) => {
    test('S17 are one userName, one group and one value, at every door', async () => {
      const scim = await app().scimConnection();
      const extra = { title: one, emails: [{ value: `${one}@example.com`, type: 'work' }] };
      const id = await scim.user(one, extra);
      const twin = await scim.call('POST', '/Users', { schemas: [USER], userName: other });
      expect([twin.status, twin.body['scimType']]).toEqual([409, 'uniqueness']);
      const second = await scim.user('second');
      const rename = await scim.call('PATCH', `/Users/${second}`, {
        schemas: [PATCH_OP],
        Operations: [{ op: 'replace', path: 'userName', value: other }],
      });
      expect(rename.status).toBe(409);
      const put = await scim.call('PUT', `/Users/${second}`, { schemas: [USER], userName: other });
      expect(put.status).toBe(409);
      for (const filter of [
        `userName eq "${other}"`,
        `userName sw "${other}"`,
        `title eq "${other}"`,
        `title co "${other}"`,
        `emails eq "${other}@example.com"`,
        `emails[value co "${other}"]`,
      ]) {
        expect([filter, await found(scim, '/Users', filter)]).toEqual([filter, 1]);
      }

      const group = await scim.group(one, id);
      const body = { schemas: [GROUP], displayName: other };
      expect((await scim.call('POST', '/Groups', body)).status).toBe(409);
      expect(await found(scim, '/Groups', `displayName eq "${other}"`)).toBe(1);

      // the same name in another spelling is a change of the spelling only
      const respelled = await scim.call('PUT', `/Groups/${group}`, body);
      expect([respelled.status, respelled.body['displayName']]).toEqual([200, other]);
      const add = await scim.call('PATCH', `/Users/${id}`, {
        schemas: [PATCH_OP],
        Operations: [
          { op: 'add', path: 'emails', value: [{ value: `${other}@example.com`, type: 'work' }] },
          { op: 'remove', path: `emails[value eq "${other}@example.com"]` },
        ],
      });
      expect(add.status).toBe(200);
      expect(add.body).not.toHaveProperty('emails');
    });
  });

  test('S17 of two records that a migration found with one key, the one with its old key goes on', async () => {
    const scim = await app().scimConnection();
    const first = await scim.user('twin \u03c3');
    const second = await scim.user('twin');
    const group = await scim.group('staff \u03c3', first);
    const other = await scim.group('staff', second);
    // as step 3 leaves them
    await app().store.transaction(scim.organization.id, async (tx) => {
      const user = (await tx.scimUsers.get(second))!;
      const attributes = { ...user.attributes, userName: 'twin \u03c2' };
      const userNameKey = 'twin \u03c2';
      const version = user.version + 1;
      await tx.scimUsers.update({ ...user, attributes, userNameKey, version });
      const kept = (await tx.scimGroups.get(other))!;
      const displayNameKey = 'staff \u03c2';
      await tx.scimGroups.update({
        ...kept,
        displayName: displayNameKey,
        displayNameKey,
        attributes: { ...kept.attributes, displayName: displayNameKey },
        version: kept.version + 1,
      });
    });
    const put = { schemas: [USER], userName: 'twin \u03c2', title: 'Lead' };
    expect((await scim.call('PUT', `/Users/${second}`, put)).status).toBe(200);
    const off = { op: 'replace', path: 'active', value: false };
    expect((await scim.patch(`/Users/${second}`, off)).status).toBeLessThan(300);
    expect((await scim.memberOf(second)).status).toBe('suspended');
    expect((await scim.memberOf(first)).status).toBe('active');
    expect((await scim.leave(other, second)).status).toBeLessThan(300);
    expect((await scim.call('GET', `/Groups/${other}`)).body['displayName']).toBe('staff \u03c2');
    // the key that both would have is the first one's
    expect(await found(scim, '/Users', 'userName eq "TWIN \u03a3"')).toBe(1);
    expect(await found(scim, '/Groups', 'displayName eq "STAFF \u03a3"')).toBe(1);
    for (const path of [`/Users/${second}`, `/Groups/${other}`, `/Groups/${group}`])
      expect((await scim.call('DELETE', path)).status).toBe(204);
  });
});
