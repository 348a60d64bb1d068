import { describe, expect, test } from '@jest/globals';
import mustache from 'mustache';
import { checkTemplate, requireTemplate, requireTexts } from '#notifications/templates/checks.js';
import { toSingleLine, render } from '#notifications/rendering/render.js';
import { sampleView } from '#notifications/templates/samples.js';
import { LOCALES, nearestLocale, type Locale } from '#kernel/index.js';
import {
  COMMON_PLACEHOLDERS,
  PLACEHOLDERS,
  type TemplateName,
} from '#notifications/templates/texts.js';
import { NOTICES } from '#notifications/index.js';
import { shippedTexts } from '../kit/texts.js';

const locales = LOCALES;
const texts = requireTexts(shippedTexts().mails);
const templates = Object.keys(PLACEHOLDERS) as TemplateName[];
const NOW = Date.parse('2026-03-01T12:00:00.000Z');

/** Names that a template mentions, those in conditions too. */
function namesIn(text: string): string[] {
  const names = new Set<string>();
  const walk = (spans: readonly unknown[][]): void => {
    for (const [kind, name, , , inner] of spans) {
      if (kind === 'text') continue;
      names.add(String(name));
      if (Array.isArray(inner)) walk(inner as unknown[][]);
    }
  };
  walk(mustache.parse(text) as unknown as unknown[][]);
  return [...names];
}

const mentioned = (locale: Locale, template: TemplateName): string[] => {
  const { subject, paragraphs } = texts[locale].templates[template];
  return [...new Set([subject, ...paragraphs].flatMap(namesIn))].sort();
};

describe('every mail template', () => {
  test('the languages are the five, the mails all of them', () => {
    expect(locales).toEqual(['en', 'de', 'fr', 'es', 'ja']);
    for (const locale of locales) {
      expect(Object.keys(texts[locale].templates).sort()).toEqual([...templates].sort());
    }
    for (const { template } of Object.values(NOTICES)) expect(templates).toContain(template);
  });

  for (const template of templates) {
    test(`${template} has the same placeholders in every language, and leaves nothing over`, () => {
      const known = [...COMMON_PLACEHOLDERS, ...PLACEHOLDERS[template]];
      for (const locale of locales) {
        expect([locale, ...mentioned(locale, template)]).toEqual([
          locale,
          ...mentioned('en', template),
        ]);
        for (const name of mentioned(locale, template)) expect(known).toContain(name);
        // each value that the mail is made of is said
        for (const name of PLACEHOLDERS[template])
          expect(mentioned(locale, template)).toContain(name);
        const view = sampleView(template, locale, NOW);
        const { subject, text, html } = render({ template, locale, texts: texts[locale], view });
        for (const part of [subject, text, html]) {
          expect(part).not.toMatch(/\{\{|\}\}|undefined|\[object/);
        }
        expect(subject).toBe(toSingleLine(subject));
        expect(subject.length).toBeGreaterThan(5);
        const said = view[PLACEHOLDERS[template][0] ?? 'organization'] ?? '';
        expect(said.length).toBeGreaterThan(0);
        for (const part of [subject, text].slice(1)) expect(part).toContain(said.split('\n')[0]);
        expect(html).toContain(`<html lang="${locale}">`);
        expect(html).toContain('color-scheme');
        if (locale !== 'en') {
          expect(text).not.toBe(render({ template, locale: 'en', texts: texts.en, view }).text);
        }
      }
    });
  }

  test('texts that do not fit the table of placeholders are refused', () => {
    const { templates } = texts.en;
    const withMail = (name: string, mail: object) => ({
      ...texts,
      en: { ...texts.en, templates: { ...templates, [name]: { ...templates.digest, ...mail } } },
    });
    expect(() => requireTexts(withMail('digest', { subject: '{{password}}' }))).toThrow(
      'en: the mail digest knows no {{password}}',
    );
    expect(() => requireTexts(withMail('odd', {}))).toThrow('en: there is no mail odd');
    const { digest: _missing, ...others } = templates;
    const without = { ...texts, en: { ...texts.en, templates: others } };
    expect(() => requireTexts(without)).toThrow('en: the mail digest is missing');
  });

  test('an expiry is printed in the reader’s language, with the zone named', () => {
    const shown = locales.map((locale) => sampleView('invitation', locale, NOW)['expires'] ?? '');
    expect(new Set(shown).size).toBe(locales.length);
    for (const date of shown) {
      expect(date).toContain('UTC');
      expect(date).toContain('2026');
    }
  });

  test('the language comes from whoever knows it best', () => {
    expect(nearestLocale('de-AT', 'fr')).toBe('de');
    expect(nearestLocale(undefined, 'ja')).toBe('ja');
    expect(nearestLocale('xx', undefined)).toBe('en');
    expect(nearestLocale('constructor')).toBe('en');
  });
});

describe('values are values', () => {
  const evil = '</p><script>x</script>{{link}}\r\nBcc: other@example.com';
  test('nothing that somebody is called becomes markup, a placeholder or a header', () => {
    for (const locale of locales) {
      const sample = sampleView('invitation', locale, NOW);
      const view = { ...sample, inviter: evil, organization: evil, message: evil };
      const { subject, html, text } = render({
        template: 'invitation',
        locale,
        texts: texts[locale],
        view,
      });
      expect(html).not.toContain('<script>');
      expect(html).toContain('&lt;script&gt;');
      expect(subject).not.toMatch(/[\r\n]/);
      expect(subject).toContain('{{link}}');
      expect(text).toContain('<script>x</script>{{link}}');
    }
  });

  test('own words win, keep the button unless they have the link, and are escaped too', () => {
    const view = { ...sampleView('invitation', 'en', NOW), inviter: '<b>' };
    const own = { subject: 'Join {{organization}}', text: 'By {{inviter}}\n\nHere: {{link}}' };
    const rendered = render({ template: 'invitation', locale: 'en', texts: texts.en, view, own });
    expect(rendered.subject).toBe('Join Example');
    expect(rendered.text.split('#token=sample')).toHaveLength(2);
    expect(rendered.html).toContain('By &lt;b&gt;');
    const without = render({
      template: 'invitation' as const,
      locale: 'en' as const,
      texts: texts.en,
      view,
      own: { subject: 'x', text: 'No link here' },
    });
    expect(without.text).toContain('#token=sample');
    expect(without.html).toContain('href="https://muster.example.com/join#token=sample"');
  });
});

describe('an organization’s own words', () => {
  const problemsOf = (words: { subject: string; text: string; html?: string }): unknown => {
    try {
      checkTemplate('invitation', words);
      return [];
    } catch (error) {
      const { code, details } = error as { code: string; details: { errors: unknown } };
      expect(code).toBe('template.invalid');
      return details.errors;
    }
  };
  const good = { subject: 'Hello', text: '{{#message}}{{message}}{{/message}} {{link}}' };

  test('known placeholders and conditions are fine', () => {
    expect(problemsOf(good)).toEqual([]);
    expect(problemsOf({ ...good, html: '<p>{{link}}</p>' })).toEqual([]);
  });

  test.each([
    ['an unknown placeholder', { ...good, text: '{{password}}' }, 'knows no {{password}}'],
    ['a partial', { ...good, text: '{{> other}}' }, 'must not include'],
    ['an unescaped value', { ...good, text: '{{{name}}}' }, 'unescaped'],
    ['an unescaped value, the other way', { ...good, html: '{{& name}}{{link}}' }, 'unescaped'],
    ['changed delimiters', { ...good, text: '{{=<% %>=}}<% name %>' }, 'delimiters'],
    ['a condition without an end', { ...good, text: '{{#name}}x' }, 'Unclosed'],
    [
      'an unknown name inside of a condition',
      { ...good, text: '{{#name}}{{x}}{{/name}}' },
      '{{x}}',
    ],
    ['a subject of two lines', { ...good, subject: 'a\r\nBcc: b' }, 'one line'],
    ['an empty text', { ...good, text: ' ' }, 'empty'],
    ['a text without end', { ...good, text: 'x'.repeat(20_001) }, '20000'],
    ['HTML without the link', { ...good, html: '<p>Hello</p>' }, 'needs {{link}}'],
    [
      'conditions without end',
      { ...good, text: '{{#name}}'.repeat(5) + '{{/name}}'.repeat(5) },
      'deep',
    ],
  ])('%s is refused', (_what, words, why) => {
    expect(JSON.stringify(problemsOf(words))).toContain(why);
  });

  test('a mail or a language that is not there is refused', () => {
    expect(() => requireTemplate({ template: 'constructor', locale: 'en' })).toThrow(
      'cannot be used',
    );
    expect(() => requireTemplate({ template: 'invitation', locale: 'toString' })).toThrow(
      'cannot be used',
    );
    expect(requireTemplate({ template: 'invitation', locale: 'ja' })).toEqual({
      template: 'invitation',
      locale: 'ja',
    });
  });
});
