import { expect, test } from '@jest/globals';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

// A question to the store that takes the first N rows forgets the others without a word. Whoever needs all of them asks by `findAll` or
// `pagesOf`; the name of a limit that stands in a question says why nothing is forgotten.

const MODULES = ['core', 'provisioning', 'sign-in', 'notifications', 'integrations'];

/** Whether there is one, or more than one; and `few`, which answers nothing where there are more. */
const FEW = /^(?:[12]|FEW)$/;

/** The caller comes again until nothing is left. */
const COMES_AGAIN = /(?:_SIZE|_PER_[A-Z_]+|_AT_ONCE)$/;

/** The answer says that there is more, or that only the newest count. */
const IS_SHOWN = /SHOWN|NAMED|LOOKED_AT/;

interface Source {
  readonly file: string;
  readonly text: string;
}

const sources: readonly Source[] = MODULES.flatMap((module) =>
  readdirSync(join('src', module), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join('src', module, name))
    .map((file) => ({ file, text: readFileSync(file, 'utf8') })),
);

/** `limit: 500` and `limit: MAX_ROWS + 1`, not `limit: number` and `limit: query.limit`. */
function fixedLimits({ text }: Source): string[] {
  return [...text.matchAll(/\blimit: ([^,}\n]+)/g)]
    .map(([, value = '']) => value.trim())
    .filter((value) => /^[\d_]+$|^[A-Z][A-Z_]+(?: \+ 1)?$/.test(value))
    .map((value) => value.replace(' + 1', ''));
}

/** Something beside questions to the store keeps to the number: a rule refuses what would be one more, or a page is compared with it. */
function isKept(name: string, { file, text }: Source): boolean {
  const isOwn = new RegExp(`^const ${name}\\b`, 'm').test(text);
  const compared = new RegExp(`(?:[<>]=?|===) ${name}\\b`);
  return (isOwn ? [{ file, text }] : sources).some((one) => compared.test(one.text));
}

function isExplained(value: string, source: Source): boolean {
  if (FEW.test(value) || COMES_AGAIN.test(value) || IS_SHOWN.test(value)) return true;
  return value.startsWith('MAX_') && isKept(value, source);
}

test('a question with a limit of its own says why nothing is forgotten', () => {
  const unexplained = sources.flatMap((source) =>
    fixedLimits(source)
      .filter((value) => !isExplained(value, source))
      .map((value) => `${source.file}: limit ${value}`),
  );
  expect(unexplained).toEqual([]);
});

test('such limits are found', () => {
  const source = {
    file: 'planted.ts',
    text: `
const MAX_ROWS = 1_000;
const MAX_KEPT = 20;
find({ where, limit: 1_000 });
find({ where, limit: MAX_ROWS });
find({ where, limit: MAX_KEPT + 1 });
find({ where, limit: 1 });
find({ where, limit: BATCH_SIZE });
find({ where, limit: query.limit });
if (used >= MAX_KEPT) throw new Fault('limit');
`,
  };
  const found = fixedLimits(source).filter((value) => !isExplained(value, source));
  expect(found).toEqual(['1_000', 'MAX_ROWS']);
});
