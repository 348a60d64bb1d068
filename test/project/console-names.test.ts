import { describe, expect, test } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { EVENT_TYPES, operations } from '#api/index.js';
import { ACTOR_KINDS } from '#kernel/index.js';
import { TARGET_KINDS } from '#store/index.js';

// What programs name by a word, a person reads in words of the console: types of journal entries, who acts, what is acted on, templates of
// mails and statuses. That all five languages have them is in console-texts.test.ts.

type Words = Readonly<Record<string, string>>;

function textsOf(file: string): unknown {
  return parse(readFileSync(join('config', 'locales', file), 'utf8'));
}

/** The English words below a place of an area: `outbox.status`. */
function wordsAt(area: string, place: string): Words {
  let found = textsOf(join('console', area, 'en.yaml'));
  for (const step of place.split('.')) found = (found as Readonly<Record<string, unknown>>)[step];
  return found as Words;
}

test('every type of a journal entry has words, and there are no others', () => {
  const types = [...EVENT_TYPES.keys()].map((type) => type.replaceAll('.', '_'));
  expect(types.length).toBeGreaterThan(150);
  expect(Object.keys(wordsAt('entries', 'type')).sort()).toEqual(types.sort());
});

test('every kind of caller has words', () => {
  expect(Object.keys(wordsAt('entries', 'actor')).sort()).toEqual([...ACTOR_KINDS].sort());
});

test('every kind of object that is changed has words', () => {
  expect(Object.keys(wordsAt('entries', 'target')).sort()).toEqual([...TARGET_KINDS].sort());
});

test('whatever a source changes is of one of these kinds', () => {
  const sources = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.ts'),
  );
  const kinds = sources.flatMap((name) =>
    [...readFileSync(join('src', name), 'utf8').matchAll(TARGET)].map(([, kind = '']) => kind),
  );
  expect(kinds.length).toBeGreaterThan(50);
  expect(kinds.filter((kind) => !(TARGET_KINDS as readonly string[]).includes(kind))).toEqual([]);
});

/** `target: { kind: 'member'`, however it is broken over lines. */
const TARGET = /\btarget(?::| =) \{\s*kind: '([\w-]+)'/g;

test('every template of a mail has words', () => {
  const { mails } = textsOf('en.yaml') as { readonly mails: { readonly templates: object } };
  const templates = Object.keys(mails.templates).sort();
  expect(Object.keys(wordsAt('notifications', 'template')).sort()).toEqual(templates);
});

interface Schema {
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, Schema>>;
  readonly enum?: readonly string[];
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly anyOf?: readonly Schema[];
}

/** What a field of an answer may be: `items.status`. */
function choicesOf(body: z.ZodType | undefined, path: string): readonly string[] {
  if (!body) throw new Error('The operation answers no JSON.');
  const schema = z.toJSONSchema(body, { io: 'input', unrepresentable: 'any' }) as Schema;
  const whole = (one: Schema): Schema => {
    const name = one.$ref?.replace('#/$defs/', '');
    return name === undefined ? one : whole(schema.$defs?.[name] ?? {});
  };
  let found = whole(schema);
  for (const step of path.split('.')) {
    const next = found.properties?.[step] ?? (found.items && whole(found.items).properties?.[step]);
    found = whole(next ?? {});
  }
  return found.enum ?? [];
}

const { getImport, listDomains, listMails, getMember, listOrganizations, listPersonFactors } =
  operations;
const { listImportRows, getRole } = operations;

describe('every status has words', () => {
  test.each([
    ['imports', 'status', getImport.answer.body, 'status'],
    ['imports', 'row', listImportRows.answer.body, 'items.status'],
    ['domains', 'state', listDomains.answer.body, 'items.status'],
    ['notifications', 'outbox.status', listMails.answer.body, 'items.status'],
    ['panel', 'status', getMember.answer.body, 'status'],
    ['operator', 'state', listOrganizations.answer.body, 'items.status'],
    ['me', 'factors.kind', listPersonFactors.answer.body, 'items.kind'],
    ['roles', 'kind', getRole.answer.body, 'kind'],
  ])('%s, %s', (area, place, body, path) => {
    const choices = choicesOf(body, path);
    expect(choices.length).toBeGreaterThan(1);
    const words = Object.keys(wordsAt(area, place));
    expect(choices.filter((one) => !words.includes(one))).toEqual([]);
  });
});

test('every job has words', () => {
  const jobs = readdirSync(join('src', 'jobs'), { encoding: 'utf8' })
    .map((name) => readFileSync(join('src', 'jobs', name), 'utf8'))
    .flatMap((source) => [...source.matchAll(JOB)].map(([, name = '']) => name));
  expect(jobs.length).toBeGreaterThan(20);
  expect(Object.keys(wordsAt('operator', 'jobs.purpose')).sort()).toEqual(jobs.sort());
});

/** The name of a job, which its purpose follows. */
const JOB = /\bname: '([a-z-]+)',\s*purpose:/g;
