import { Fault, LOCALES, problemOfName, type Locale } from '#kernel/index.js';
import { toSingleLine, type OwnTemplate } from '../rendering/render.js';
import { countHtmlTags, MAX_HTML_TAGS, safeHtml, showsLink } from '../rendering/safe-html.js';
import { readTemplate } from '../rendering/template-language.js';
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

/** Placeholders and conditions of one field. A value of some thousand characters may stand in each of them. */
const MAX_TAGS = 200;

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
 * The template as it is saved and sent, once it is known that it can be rendered and does no harm: known placeholders and conditions
 * only, nothing unescaped, no partials, no changed delimiters; its HTML is made safe. Fault `template.invalid` with every problem at once.
 */
export function checkTemplate(template: TemplateName, input: OwnTemplate): OwnTemplate {
  const content = withSafeHtml(input);
  const allowed = placeholdersOf(template);
  const errors: Problem[] = [];
  for (const field of ['subject', 'text', 'html'] as const) {
    const value = content[field];
    if (value === undefined) continue;
    // as it came: what is removed from HTML must not hide what was wrong with it
    const found = [input[field] ?? '', value].flatMap((text) =>
      problemsOf(text, allowed, MAX_LENGTHS[field]),
    );
    errors.push(...[...new Set(found)].map((problem) => ({ field, problem })));
  }
  const subjectProblem =
    content.subject === toSingleLine(content.subject)
      ? problemOfName(content.subject)
      : 'must be one line';
  if (subjectProblem !== undefined) errors.push({ field: 'subject', problem: subjectProblem });
  const needsLink = template === 'invitation' || template === 'invitation-reminder';
  if (needsLink && content.html !== undefined && !showsLink(content.html, LINK_TAG)) {
    errors.push({
      field: 'html',
      problem: 'needs {{link}}, without which the invitation could not be accepted',
    });
  }
  if (errors.length > 0) throw new Fault('template.invalid', { errors });
  return content;
}

const LINK_TAG = '{{link}}';

/** HTML that is too long or too deep is not looked into: it is refused. */
function withSafeHtml(content: OwnTemplate): OwnTemplate {
  const { html } = content;
  if (html === undefined || html.length > MAX_LENGTHS.html) return content;
  const tags = countHtmlTags(html);
  if (tags > MAX_HTML_TAGS) {
    const problem = `has ${tags} tags; ${MAX_HTML_TAGS} are allowed`;
    throw new Fault('template.invalid', { errors: [{ field: 'html', problem }] });
  }
  return { ...content, html: safeHtml(html).replace(/\{\{\s{0,20}link\s{0,20}\}\}/g, LINK_TAG) };
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
  const { names, tags, problems } = readTemplate(value);
  const unknown = names.filter((name) => !allowed.includes(name));
  return [
    ...problems,
    ...unknown.map((name) => `knows no {{${name}}}; there are ${allowed.join(', ')}`),
    ...(tags > MAX_TAGS
      ? [`has ${tags} placeholders and conditions; ${MAX_TAGS} are allowed`]
      : []),
  ];
}
