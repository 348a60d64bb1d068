import mustache from 'mustache';
import { Fault, LOCALES, type Locale } from '#kernel/index.js';
import { toSingleLine, type OwnTemplate } from '../rendering/render.js';
import {
  isTemplate,
  PLACEHOLDERS,
  placeholdersOf,
  type MailTextsByLocale,
  type TemplateName,
} from './texts.js';

/** Characters. */
const MAX_LENGTHS: Readonly<Record<keyof OwnTemplate, number>> = {
  subject: 200,
  text: 20_000,
  html: 100_000,
};

/** Conditions inside of conditions. */
const MAX_SECTION_DEPTH = 3;

interface Problem {
  readonly field: string;
  readonly problem: string;
}

/** Whether there is such a mail in such a language. Fault `template.invalid`. */
export function requireTemplate({
  template,
  locale,
}: {
  readonly template: string;
  readonly locale: string;
}): { template: TemplateName; locale: Locale } {
  const errors: Problem[] = [];
  if (!isTemplate(template)) {
    const names = Object.keys(PLACEHOLDERS).join(', ');
    errors.push({ field: 'template', problem: `is not one of ${names}` });
  }
  const known = LOCALES.find((name) => name === locale);
  if (!known) errors.push({ field: 'locale', problem: `is not one of ${LOCALES.join(', ')}` });
  if (!known || !isTemplate(template)) throw new Fault('template.invalid', { errors });
  return { template, locale: known };
}

/**
 * Whether a template of an organization can be rendered and does no harm: known placeholders and conditions only, nothing unescaped,
 * no partials, no changed delimiters. Fault `template.invalid` with every problem at once.
 */
export function checkTemplate(template: TemplateName, content: OwnTemplate): void {
  const allowed = placeholdersOf(template);
  const errors: Problem[] = [];
  for (const field of ['subject', 'text', 'html'] as const) {
    const value = content[field];
    if (value === undefined) continue;
    for (const problem of problemsOf(value, allowed, MAX_LENGTHS[field]))
      errors.push({ field, problem });
  }
  if (content.subject !== toSingleLine(content.subject)) {
    errors.push({ field: 'subject', problem: 'must be one line' });
  }
  const needsLink = template === 'invitation' || template === 'invitation-reminder';
  if (needsLink && content.html !== undefined && !/\{\{\s*link\s*\}\}/.test(content.html)) {
    errors.push({
      field: 'html',
      problem: 'needs {{link}}, without which the invitation could not be accepted',
    });
  }
  if (errors.length > 0) throw new Fault('template.invalid', { errors });
}

/**
 * The texts as they were read, once every mail of every language is there and can be rendered. Throws where the files of
 * config/locales/ and the table of placeholders do not fit each other.
 */
export function requireTexts(read: MailTextsByLocale<string>): MailTextsByLocale {
  const problems: string[] = [];
  for (const [locale, { templates }] of Object.entries(read)) {
    const names = new Set([...Object.keys(PLACEHOLDERS), ...Object.keys(templates)]);
    for (const name of names) {
      const mail = templates[name];
      if (!mail) problems.push(`${locale}: the mail ${name} is missing`);
      else if (!isTemplate(name)) problems.push(`${locale}: there is no mail ${name}`);
      else {
        const found = [mail.subject, ...mail.paragraphs].flatMap((text) =>
          problemsOf(text, placeholdersOf(name), MAX_LENGTHS.text),
        );
        problems.push(...found.map((problem) => `${locale}: the mail ${name} ${problem}`));
      }
    }
  }
  if (problems.length > 0) throw new Error(`config/locales:\n${problems.join('\n')}`);
  return read as MailTextsByLocale;
}

function problemsOf(value: string, allowed: readonly string[], maxLength: number): string[] {
  if (value.trim() === '') return ['must not be empty'];
  if (value.length > maxLength) return [`has ${value.length} characters; ${maxLength} are allowed`];
  // before parsing: changed delimiters would let everything else pass unread
  if (/\{\{\s*=/.test(value)) return ['must not change the delimiters'];
  let spans: unknown;
  try {
    spans = mustache.parse(value);
  } catch (error) {
    return [error instanceof Error ? error.message : 'cannot be read'];
  }
  const problems = new Set<string>();
  checkSpans(spans as readonly Span[], allowed, problems, 0);
  return [...problems];
}

type Span = readonly [kind: string, name: string, from: number, to: number, inner?: unknown];

function checkSpans(
  spans: readonly Span[],
  allowed: readonly string[],
  problems: Set<string>,
  depth: number,
): void {
  if (depth > MAX_SECTION_DEPTH) problems.add(`has conditions more than ${MAX_SECTION_DEPTH} deep`);
  for (const [kind, name, , , inner] of spans) {
    if (kind === 'text' || kind === '!') continue;
    if (kind === '>') problems.add(`must not include other templates ({{> ${name}}})`);
    else if (kind === '&' || kind === '{') problems.add(`must not put in {{{${name}}}} unescaped`);
    else if (!allowed.includes(name)) {
      problems.add(`knows no {{${name}}}; there are ${allowed.join(', ')}`);
    }
    if ((kind === '#' || kind === '^') && Array.isArray(inner)) {
      checkSpans(inner as readonly Span[], allowed, problems, depth + 1);
    }
  }
}
