import mustache from 'mustache';
import { Fault } from '#kernel/index.js';
import { oneLine, type OwnWords } from './render.js';
import { LOCALES, type Locale } from './locales.js';
import { COMMON, isTemplate, PLACEHOLDERS, type TemplateName } from './words.js';

/** Characters. */
const LONGEST: Readonly<Record<keyof OwnWords, number>> = {
  subject: 200,
  text: 20_000,
  html: 100_000,
};

/** Sections inside of each other: a condition in a condition is enough for a mail. */
const DEEPEST = 3;

interface Problem {
  readonly field: string;
  readonly problem: string;
}

/** Whether there is such a mail in such a language. Fault `template.invalid`. */
export function requireTemplate(
  template: string,
  locale: string,
): { template: TemplateName; locale: Locale } {
  const errors: Problem[] = [];
  if (!isTemplate(template)) {
    const names = Object.keys(PLACEHOLDERS).join(', ');
    errors.push({ field: 'template', problem: `is not one of ${names}` });
  }
  if (!Object.hasOwn(LOCALES, locale)) {
    const names = Object.keys(LOCALES).join(', ');
    errors.push({ field: 'locale', problem: `is not one of ${names}` });
  }
  if (errors.length > 0 || !isTemplate(template)) throw new Fault('template.invalid', { errors });
  return { template, locale: locale as Locale };
}

/**
 * Whether an organization's words can be rendered and can do no harm: known placeholders and conditions only, nothing unescaped, no
 * partials, no changed delimiters. Fault `template.invalid` with every problem at once.
 */
export function checkWords(template: TemplateName, words: OwnWords): void {
  const known = new Set<string>([...COMMON, ...PLACEHOLDERS[template]]);
  const errors: Problem[] = [];
  for (const field of ['subject', 'text', 'html'] as const) {
    const value = words[field];
    if (value === undefined) continue;
    for (const problem of problemsOf(value, known, LONGEST[field])) errors.push({ field, problem });
  }
  if (words.subject !== oneLine(words.subject)) {
    errors.push({ field: 'subject', problem: 'must be one line' });
  }
  const needsLink = template === 'invitation' || template === 'invitation-reminder';
  if (needsLink && words.html !== undefined && !/\{\{\s*link\s*\}\}/.test(words.html)) {
    errors.push({ field: 'html', problem: 'needs {{link}}, or nobody could accept' });
  }
  if (errors.length > 0) throw new Fault('template.invalid', { errors });
}

function problemsOf(value: string, known: ReadonlySet<string>, longest: number): string[] {
  if (value.trim() === '') return ['must not be empty'];
  if (value.length > longest) return [`has ${value.length} characters; ${longest} are allowed`];
  // before parsing: changed delimiters would let everything else pass unread
  if (/\{\{\s*=/.test(value)) return ['must not change the delimiters'];
  let spans: unknown;
  try {
    spans = mustache.parse(value);
  } catch (error) {
    return [error instanceof Error ? error.message : 'cannot be read'];
  }
  const problems = new Set<string>();
  walk(spans as readonly Span[], known, problems, 0);
  return [...problems];
}

type Span = readonly [kind: string, name: string, from: number, to: number, inner?: unknown];

function walk(
  spans: readonly Span[],
  known: ReadonlySet<string>,
  problems: Set<string>,
  depth: number,
): void {
  if (depth > DEEPEST) problems.add(`has conditions more than ${DEEPEST} deep`);
  for (const [kind, name, , , inner] of spans) {
    if (kind === 'text' || kind === '!') continue;
    if (kind === '>') problems.add(`must not include other templates ({{> ${name}}})`);
    else if (kind === '&' || kind === '{') problems.add(`must not put in {{{${name}}}} unescaped`);
    else if (!known.has(name)) {
      problems.add(`knows no {{${name}}}; there are ${[...known].join(', ')}`);
    }
    if ((kind === '#' || kind === '^') && Array.isArray(inner)) {
      walk(inner as readonly Span[], known, problems, depth + 1);
    }
  }
}
