import { literal, queryOf } from '../client/client.js';
import type { Answer } from '../client/exchanges.js';
import { problem } from '../client/expectations.js';
import { at, listAt, textAt } from '../client/json.js';
import { ENTERPRISE_URN, USER_URN } from '../client/messages.js';
import type { Check, CheckGroup } from './checks.js';
import type { ConformanceRun, ThreeUsers } from './conformance-run.js';

/** Whom of the three a filter must find: `12`, `3`, or nobody. */
type Case = readonly [filter: string, who: string];

/** A row of filters over the three. */
function finds(
  row: string,
  title: string,
  cases: (threeUsers: ThreeUsers, run: ConformanceRun) => readonly Case[],
): Check {
  return {
    row,
    title,
    async verify(run) {
      const threeUsers = await run.threeUsers();
      for (const [filter, who] of cases(threeUsers, run))
        await expectFound(run, threeUsers, filter, who);
    },
  };
}

async function expectFound(
  run: ConformanceRun,
  threeUsers: ThreeUsers,
  filter: string,
  who: string,
): Promise<void> {
  const ids = await run.idsMatching(filter);
  const { first, second, third } = threeUsers;
  const came = [first, second, third]
    .map(({ id }, index) => (ids.includes(id) ? String(index + 1) : ''))
    .join('');
  if (came === who) return;
  const answer: Answer = run.client.exchanges.at(-1) ?? first.answer;
  const names = who === '' ? 'none of the three' : `of the three ${[...who].join(' and ')}`;
  run.expectNone(answer, [problem(`${filter}: ${names}`, came === '' ? 'none' : came)]);
}

/** A row of filters that must be refused. */
function refuses(row: string, title: string, filters: readonly string[]): Check {
  return {
    row,
    title,
    async verify(run) {
      for (const filter of filters) {
        const answer = await run.send('GET', '/Users', { query: queryOf({ filter }) });
        run.expectError(answer, [400], ['invalidFilter']);
      }
    },
  };
}

/** Rows 55 to 71. */
export const filters: CheckGroup = {
  name: 'E',
  title: 'Filters',
  checks: [
    finds('55', 'userName without, externalId with regard to letter case', ({ first }, { tag }) => [
      [`userName eq ${literal(String(first.body['userName']).toUpperCase())}`, '1'],
      [`externalId eq "Ext-${tag}"`, '1'],
      [`externalId eq "ext-${tag}"`, ''],
    ]),
    finds('56', 'names and operators in any letter case', ({ first }) => [
      [`USERNAME Eq ${literal(String(first.body['userName']))}`, '1'],
      ['DisplayName SW "alph"', '1'],
      ['NOT (title PR) OR displayName EQ "gamma" AND Active EQ true', '23'],
    ]),
    { row: '57', title: 'all operators, on text and on times', verify: operators },
    refuses('58', 'gt and lt on booleans: 400 invalidFilter', [
      'active gt true',
      'active le false',
      'x509Certificates.value gt "AA=="',
    ]),
    finds('59', 'and before or, not, parentheses', () => [
      ['displayName eq "Alpha" or displayName eq "beta" and active eq true', '1'],
      ['(displayName eq "Alpha" or displayName eq "beta") and active eq true', '1'],
      ['displayName eq "beta" or displayName eq "Alpha" and active eq false', '2'],
      ['not (active eq true) and displayName pr', '2'],
      ['not(displayName eq "Alpha") and active eq true', '3'],
    ]),
    finds('60', 'a value path matches within one element', (_, { tag }) => [
      [`emails[type eq "work" and value co "@${tag}"]`, '1'],
      [`emails[type eq "home" and value co "@${tag}"]`, '2'],
      [`emails.type eq "work" and emails.value co "@${tag}"`, '12'],
    ]),
    { row: '61', title: 'a complex attribute alone: its value, or 400', verify: complexAlone },
    finds('62', 'emails[type eq "work"].value eq (Entra)', (_, { tag }) => [
      [`emails[type eq "work"].value eq "first+1@${tag}.example.com"`, '1'],
      [`emails[type eq "work"].value eq "second@${tag}.example.com"`, ''],
    ]),
    finds('63', 'full URNs, and schemas', ({ first }) => [
      [`${USER_URN}:displayName sw "Al"`, '1'],
      [`${ENTERPRISE_URN}:employeeNumber eq "1"`, '1'],
      [`${ENTERPRISE_URN}:manager.value eq "${first.id}"`, '2'],
      [`schemas eq "${ENTERPRISE_URN}"`, '12'],
    ]),
    finds('64', 'pr, not pr, eq null', () => [
      ['title pr', '13'],
      ['not (title pr)', '2'],
      ['title eq null', '2'],
    ]),
    finds('65', 'ne of what is absent; escapes in literals', (_, { tag }) => [
      ['title ne "Engineer"', '23'],
      [`title eq "R&D \\"lead\\" \\\\ #1 + \\u00e9 ${tag}"`, '3'],
      ['title co "\\"lead\\" \\\\"', '3'],
      ['title co ""', '13'],
    ]),
    refuses('66', 'an unknown operator: 400 invalidFilter', ['userName regex ".*"']),
    refuses('67', 'bad syntax: 400 invalidFilter', [
      'userName eq',
      '(userName eq "a"',
      'emails[type eq "work"',
      '',
      'userName eq "a" trailing words',
      'userName eq "a',
      'and userName eq "a"',
      'userName eq "\\x"',
    ]),
    { row: '68', title: 'very long and very deep filters: refused quickly', verify: abuse },
    finds('69', 'booleans, booleans as text, and data that looks like code', () => [
      ['active eq true', '13'],
      ['active eq "True"', '13'],
      ['active eq "False"', '2'],
      [`displayName eq "' OR 1=1 --"`, ''],
      ['displayName eq "__proto__"', ''],
    ]),
    { row: '70', title: 'nobody: 200 and an empty list; filters on groups', verify: nobody },
    { row: '71', title: '+, %2B, & and # inside of a literal', verify: decoding },
  ],
};

async function operators(run: ConformanceRun): Promise<void> {
  const threeUsers = await run.threeUsers();
  for (const [filter, who] of [
    ['displayName eq "ALPHA"', '1'],
    ['displayName ne "alpha"', '23'],
    ['displayName co "ph"', '1'],
    ['displayName sw "be"', '2'],
    ['displayName ew "mma"', '3'],
    ['displayName pr', '123'],
    ['displayName gt "Alpha"', '23'],
    ['displayName ge "Alpha"', '123'],
    ['displayName lt "Gamma"', '12'],
    ['displayName le "beta"', '12'],
  ] as const)
    await expectFound(run, threeUsers, filter, who);
  const created = textAt(threeUsers.first.answer.json, 'meta', 'created');
  const { id } = threeUsers.first;
  const elsewhere = otherZone(created);
  for (const [filter, who] of [
    [`id eq "${id}" and meta.created ge ${literal(elsewhere)}`, '1'],
    [`id eq "${id}" and meta.created le ${literal(elsewhere)}`, '1'],
    [`id eq "${id}" and meta.created lt "2001-01-01T00:00:00-08:00"`, ''],
    [`id eq "${id}" and meta.lastModified gt "2001-01-01T00:00:00Z"`, '1'],
  ] as const)
    await expectFound(run, threeUsers, filter, who);
}

/** The same moment, two hours east. */
function otherZone(time: string): string {
  const shifted = new Date(Date.parse(time) + 2 * 3_600_000).toISOString();
  return shifted.replace('Z', '+02:00');
}

async function complexAlone(run: ConformanceRun): Promise<void> {
  const threeUsers = await run.threeUsers();
  const query = queryOf({ filter: `emails co "@${run.tag}"` });
  const answer = await run.send('GET', '/Users', { query });
  if (answer.status === 400) run.expectError(answer, [400], ['invalidFilter']);
  else await expectFound(run, threeUsers, `emails co "@${run.tag}"`, '12');
  const name = await run.send('GET', '/Users', { query: queryOf({ filter: 'name eq "x"' }) });
  run.expectError(name, [400], ['invalidFilter']);
}

const LONG = 10_000;
const DEEP = 2_000;
const QUICK_MS = 2_000;

async function abuse(run: ConformanceRun): Promise<void> {
  const bait = `userName eq "${'a'.repeat(LONG)}!"`;
  const deep = `${'('.repeat(DEEP)}userName pr${')'.repeat(DEEP)}`;
  const wide = Array.from({ length: 1_000 }, () => 'a pr').join(' or ');
  const nots = `${'not ('.repeat(500)}userName pr${')'.repeat(500)}`;
  for (const filter of [bait, deep, wide, nots]) {
    const answer = await run.send('GET', '/Users', { query: queryOf({ filter, count: 1 }) });
    const quick = answer.milliseconds < QUICK_MS;
    run.expectThat(answer, quick, `an answer within ${QUICK_MS / 1000} s`);
    run.expectThat(answer, answer.status >= 200 && answer.status < 500, 'a refusal, never a 5xx');
  }
}

async function nobody(run: ConformanceRun): Promise<void> {
  const none = await run.list('User', { filter: `userName eq "${run.tag}-nobody"` });
  run.expectThat(none, at(none.json, 'totalResults') === 0, 'totalResults 0');
  const user = await run.user();
  const group = await run.group({ members: [{ value: user.id }] });
  const name = String(group.body['displayName']);
  for (const filter of [
    `displayName eq ${literal(name)}`,
    `displayName eq ${literal(name.toUpperCase())}`,
    `members.value eq "${user.id}"`,
    `members[value eq "${user.id}"]`,
    `members eq "${user.id}"`,
  ]) {
    const answer = await run.list('Group', { filter, excludedAttributes: 'members' });
    const ids = listAt(answer.json, 'Resources').map((row) => textAt(row, 'id'));
    run.expectThat(answer, ids.length === 1 && ids[0] === group.id, 'the group alone');
    const bare = at(answer.json, 'Resources', 0, 'members');
    run.expectThat(answer, bare === undefined, 'no members');
  }
}

async function decoding(run: ConformanceRun): Promise<void> {
  const displayName = `a+b c&d=e #f %2B %g;h/i? ${run.tag}`;
  const made = await run.user({ displayName });
  const filter = `displayName eq ${literal(displayName)}`;
  const encoded = encodeURIComponent(filter);
  for (const query of [encoded, encoded.replaceAll('%20', '+')]) {
    const answer = await run.send('GET', '/Users', { query: `filter=${query}` });
    run.expectStatus(answer);
    run.expectThat(
      answer,
      at(answer.json, 'Resources', 0, 'id') === made.id,
      'the one with that name',
    );
  }
  const spaced = encodeURIComponent(filter.replaceAll('+', ' '));
  const other = await run.send('GET', '/Users', { query: `filter=${spaced}` });
  run.expectStatus(other);
  run.expectThat(other, at(other.json, 'totalResults') === 0, 'a plus sign is no space');
}
