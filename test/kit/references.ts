import { readFileSync } from 'node:fs';

/** The rows of the numbered tables in docs/reference/. */
export interface ReferenceRows {
  /** `1` to `110`, of the SCIM checklist */
  readonly checklist: readonly string[];
  /** `E1`, `E25a`, … */
  readonly entra: readonly string[];
  /** `O1`, … */
  readonly okta: readonly string[];
  /** other providers, which have names instead of numbers */
  readonly others: readonly string[];
  /** `0.1`, …: product and rule */
  readonly rules: readonly string[];
  /** `a`, …: conflicts between the products */
  readonly conflicts: readonly string[];
  /** `S1`, `M1`, `A1`, …: what was found in the field */
  readonly faults: readonly string[];
}

export function referenceRows(): ReferenceRows {
  const checklist = page('scim-checklist');
  const providers = page('provider-behaviour');
  const products = page('product-rules');
  return {
    checklist: firstCells(checklist, /^\d+$/),
    entra: firstCells(providers, /^E\d+[a-z]?$/),
    okta: firstCells(providers, /^O\d+$/),
    others: firstCells(providers.split('## Other providers')[1] ?? '', /^(?!provider$)[A-Za-z ]+$/),
    rules: firstCells(products, /^\d\.\d+$/),
    conflicts: firstCells(products, /^\([a-z]\)$/).map((cell) => cell.slice(1, -1)),
    faults: firstCells(page('field-faults'), /^[SMA]\d+$/),
  };
}

function page(name: string): string {
  return readFileSync(new URL(`../../docs/reference/${name}.md`, import.meta.url), 'utf8');
}

function firstCells(text: string, wanted: RegExp): string[] {
  return [...text.matchAll(/^\| ([^|]+) \|/gm)]
    .map(([, cell = '']) => cell.trim())
    .filter((cell) => wanted.test(cell));
}

/** Numbers that a text cites, by table. */
export interface Citations {
  readonly checklist: readonly string[];
  readonly providers: readonly string[];
  readonly rules: readonly string[];
  readonly conflicts: readonly string[];
}

const NUMBER = String.raw`\d+`;
const RULE = String.raw`\d\.\d+`;
/** `7`, `7, 8, 101`, `64 and 69`, `55-63, 70`, `16 to 23` */
const listOf = (item: string): string => `${item}(?:(?:, | and |, and | to |[-–])${item})*`;

// `row 77` and `rows 7, 8`; not `Rows 0.13`, which is a list of rules
const CHECKLIST = new RegExp(String.raw`\b[Rr]ows? (${listOf(NUMBER)})(?![.\d])`, 'g');
// the table of a check: `row: '77'`, and the same in calls that make checks
const CHECK = /(?:\brow: |\b(?:finds|refuses|unseen)\()'(\d+)'/g;
// not a part of `%E2` or of a longer word
const PROVIDER = /(?<![%\w])([EO]\d{1,2}[ab]?)\b/g;
const RULES = new RegExp(String.raw`\b(?:[Ss]eeds?|Rows) (${listOf(RULE)})`, 'g');
// a title that begins with rules: `'1.6, 1.8: a seat …'`, `'0.1 A new account …'`
const TITLE = new RegExp(String.raw`['"](${listOf(RULE)})(?:, \([a-z]\))?(?::| [A-Z".A-z])`, 'g');
const CONFLICT = /\bconflict \(([a-z])\)|'\d\.\d+, (?:\d\.\d+, )?\(([a-z])\)/g;

/** Ranges count as their two ends. */
export function citations(text: string): Citations {
  const all = (pattern: RegExp, item: RegExp): string[] =>
    [...text.matchAll(pattern)].flatMap(([, list = '']) => list.match(item) ?? []);
  return {
    checklist: [...all(CHECKLIST, /\d+/g), ...all(CHECK, /\d+/g)],
    providers: all(PROVIDER, /\w+/g),
    rules: [...all(RULES, /\d\.\d+/g), ...all(TITLE, /\d\.\d+/g)],
    conflicts: [...text.matchAll(CONFLICT)].map(([, named, listed]) => named ?? listed ?? ''),
  };
}
