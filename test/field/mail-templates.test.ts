import { describe, expect, test } from '@jest/globals';
import { LOCALES, type Locale } from '#kernel/index.js';
import { checkTemplate, requireTexts } from '#notifications/templates/checks.js';
import { render, type OwnTemplate, type Rendered } from '#notifications/rendering/render.js';
import { sampleView } from '#notifications/templates/samples.js';
import { PLACEHOLDERS, placeholdersOf, type TemplateName } from '#notifications/templates/texts.js';
import { shippedTexts } from '../kit/texts.js';

// Rendering needs no database: what a template may hold, and what becomes of it in every mail.

const texts = requireTexts(shippedTexts().mails);
const templates = Object.keys(PLACEHOLDERS) as TemplateName[];
const NOW = Date.parse('2026-03-01T12:00:00.000Z');
const LINK = 'https://muster.example/join?a=1&b=2#token=x';

const renderOwn = (
  own: OwnTemplate,
  view: Readonly<Record<string, string>> = {},
  template: TemplateName = 'invitation',
): Rendered =>
  render({
    template,
    locale: 'en',
    texts: texts.en,
    own,
    view: { ...sampleView(template, 'en', NOW), ...view },
  });

const problemsOf = (own: OwnTemplate, template: TemplateName = 'invitation'): string => {
  try {
    checkTemplate(template, own);
    return '';
  } catch (error) {
    return JSON.stringify((error as { details: unknown }).details);
  }
};

/** Values that a template did not expect. */
const ODD_VALUES = [
  '',
  ' ',
  '0',
  'false',
  '{{link}}',
  '{{/message}}',
  '{{#message}}',
  '{{=<% %>=}}',
  '</p><script>x</script>',
  'a\r\n\r\nb\n\nc',
  'quotes \' and " & <',
  '$& $1 $$',
  'javascript:alert(1)',
  'x'.repeat(5_000),
  '\u202Eevil\u2069 \u0000 \ud83d\ude00',
];

describe('M1 a template that is accepted is rendered', () => {
  const spread: Record<string, string> = {
    'a section over a blank line':
      'Hello\n\n{{#message}}\n\nBy hand: {{message}}\n\n{{/message}}\n\nBye',
    'a section over blank lines of CRLF':
      'Hello\r\n\r\n{{#message}}\r\n\r\n{{message}}\r\n\r\n{{/message}}',
    'a section whose lines hold spaces':
      'Hello\n \n  {{#message}}  \n\t\n{{message}}\n\n {{/message}} \n',
    'sections in sections':
      '{{#message}}\n\n{{#name}}\n\n{{name}}: {{message}}\n\n{{/name}}\n\n{{/message}}',
    'an inverted section': '{{^message}}\n\nNothing was said.\n\n{{/message}}',
    'a comment over lines': 'Hello {{! a\n\nb }}\n\n{{name}}',
    'two sections of one name': '{{#name}}A{{/name}}\n\n{{#name}}\n\nB\n\n{{/name}}',
    'a section and nothing else': '{{#message}}\n\n{{/message}}',
    'one that begins and ends in a line': '{{#message}}{{message}}\n\n{{/message}}{{name}}',
    'blank lines only between': '{{name}}\n\n\n\n\n{{message}}',
    'braces that are no tags': 'a { b } {c} }} {',
    'spaces in tags': '{{ # message }}\n\n{{ message }}\n\n{{ / message }}',
    'the link in a condition': '{{#message}}{{link}}{{/message}}',
  };
  for (const [what, text] of Object.entries(spread)) {
    test(`M1 ${what}, with each value empty or odd`, () => {
      const own = { subject: '{{#message}}A{{/message}}{{^message}}B{{/message}}', text };
      const accepted = problemsOf(own) === '' ? checkTemplate('invitation', own) : undefined;
      // what is refused says so at once; what is accepted goes out
      expect(accepted ?? problemsOf(own)).toBeTruthy();
      if (!accepted) return;
      for (const name of placeholdersOf('invitation')) {
        for (const value of ODD_VALUES) {
          const view = { [name]: value, ...(name !== 'link' && { link: LINK }) };
          const rendered = renderOwn(accepted, view);
          expect(rendered.subject).not.toBe('');
          expect(rendered.html).not.toContain('<script>');
          if (name !== 'link') expect(rendered.text).toContain(LINK);
          if (name !== 'link') expect(rendered.html).toContain('b=2#token=x');
        }
      }
    });
  }

  test('M1 the message is shown where there is one, its lines of tags are not', () => {
    const own = { subject: 'x', text: spread['a section over a blank line'] ?? '' };
    const withMessage = renderOwn(own, { message: 'Come in' });
    expect(withMessage.text).toContain('Hello\n\nBy hand: Come in\n\nBye');
    expect(withMessage.html).toContain('<p>By hand: Come in</p>');
    const without = renderOwn(own, { message: '' });
    expect(without.text).toContain('Hello\n\nBye');
    expect(without.text).not.toContain('By hand');
  });

  test('M1 a subject or a text that comes out empty is that of the built-in mail', () => {
    const own = {
      subject: '{{#message}}{{message}}{{/message}}',
      text: '{{#message}}{{message}}{{/message}}',
    };
    expect(problemsOf(own)).toBe('');
    const rendered = renderOwn(own, { message: '' });
    expect(rendered.subject).toBe('User Two invites you to Example');
    expect(rendered.text).toContain('User Two invites you to join Example');
  });

  test('M1 one that an earlier version accepted and that cannot be read gives way to the built-in mail', () => {
    const own = { subject: 'x', text: '{{#message}}never closed' };
    expect(renderOwn(own, { link: LINK }).text).toContain('invites you to join Example');
  });

  test('M1 the built-in mails are templates that are accepted, and render alike', () => {
    for (const template of templates) {
      for (const locale of LOCALES) {
        const { subject, paragraphs } = texts[locale].templates[template];
        const own = { subject, text: [texts[locale].greeting, ...paragraphs].join('\n\n') };
        expect(problemsOf(own, template)).toBe('');
        const input = { template, locale, texts: texts[locale] };
        const view = sampleView(template, locale, NOW);
        expect(render({ ...input, view, own })).toEqual(render({ ...input, view }));
      }
    }
  });
});

describe('A4 rendering is bounded', () => {
  test('A4 thousands of tags are refused', () => {
    const own = { subject: 'x', text: '{{message}}'.repeat(1_500) };
    expect(problemsOf(own)).toContain('1500 placeholders and conditions; 200 are allowed');
    const html = `{{link}}${'{{#name}}{{name}}{{/name}}'.repeat(2_000)}`;
    expect(problemsOf({ subject: 'x', text: 'y', html })).toContain('200 are allowed');
    expect(problemsOf({ subject: '{{name}}'.repeat(24), text: 'y' })).toBe('');
  });

  test('A4 a long value in every tag ends at the limit, in each part, and keeps the link', () => {
    const message = '<&>'.repeat(4_000);
    const own = {
      subject: '{{message}}'.repeat(10),
      text: '{{message}}\n\n'.repeat(200),
      html: `<p>${'{{message}}'.repeat(199)}</p>{{link}}`,
    };
    expect(problemsOf(own)).toBe('');
    const rendered = renderOwn(own, { message, link: LINK });
    expect(rendered.subject.length).toBeLessThanOrEqual(500);
    expect(rendered.text.length).toBeLessThan(110_000);
    expect(rendered.html.length).toBeLessThan(260_000);
    expect(rendered.text).toContain(LINK);
    expect(rendered.html).toContain('b=2#token=x');
  });

  test('A4 a stored one of an earlier version is bounded, too; so are the built-in mails', () => {
    const own = { subject: 'x', text: '{{message}}'.repeat(9_000) };
    const message = 'm'.repeat(6_000);
    const before = renderOwn(own, { message });
    expect(before.text.length + before.html.length).toBeLessThan(400_000);
    for (const template of templates) {
      const view = Object.fromEntries(
        placeholdersOf(template).map((name) => [
          name,
          name === 'link' ? LINK : 'v'.repeat(200_000),
        ]),
      );
      const { subject, text, html } = renderOwn({ subject: 'x', text: '{{name}}' }, view, template);
      expect(subject.length + text.length + html.length).toBeLessThan(600_000);
    }
  });

  test.each([
    ['an endless tag', `{{${' '.repeat(19_000)}`],
    ['tags without an end', '{{'.repeat(9_000)],
    ['one long name', `{{${'a'.repeat(19_000)}}}`],
    ['deep conditions', `${'{{#name}}'.repeat(900)}${'{{/name}}'.repeat(900)}`],
  ])('A4 %s is refused at once', (_what, text) => {
    expect(problemsOf({ subject: 'x', text })).not.toBe('');
  });

  test('A4 HTML of thousands of tags is refused, and not sent where it was stored before', () => {
    const html = `{{link}}${'<b>'.repeat(33_000)}`;
    expect(problemsOf({ subject: 'x', text: 'y', html })).toContain('5000 are allowed');
    expect(renderOwn({ subject: 'x', text: 'y', html }).html).toContain('invites you to join');
    expect(problemsOf({ subject: 'x', text: 'y', html: `{{link}}${'<b>'.repeat(4_000)}` })).toBe(
      '',
    );
  });
});

describe('A11 HTML of own mails is made safe', () => {
  /** what is stored; nothing where the template is refused */
  const saved = (html: string): string => {
    const own = { subject: 'x', text: 'y', html: `${html}{{link}}` };
    return problemsOf(own) === '' ? (checkTemplate('invitation', own).html ?? '') : '';
  };
  const sent = (html: string, view: Readonly<Record<string, string>> = {}): string =>
    renderOwn({ subject: 'x', text: 'y', html: `${html}{{link}}` }, view).html;

  const DANGEROUS: readonly [string, string][] = [
    ['a script', '<script>alert(1)</script>'],
    ['a script in capitals', '<ScRiPt src=//x.example/a.js></sCrIpT>'],
    ['a handler', '<p onclick="alert(1)">a</p><img src=x onerror=alert(1)>'],
    ['a handler behind a slash', '<img/src="x"/onerror=alert(1)>'],
    ['an address that runs', '<a href="javascript:alert(1)">a</a>'],
    ['one with blanks and entities', '<a href=" java&#10;script&colon;alert(1)">a</a>'],
    ['a data address', '<a href="data:text/html,<script>alert(1)</script>">a</a>'],
    ['a form', '<form action="https://x.example"><input name=p><button>Go</button></form>'],
    ['a formaction', '<button formaction="javascript:alert(1)">Go</button>'],
    ['a frame', '<iframe src="https://x.example" srcdoc="<script>x</script>"></iframe>'],
    ['an object', '<object data="x.swf"></object><embed src="x.swf">'],
    ['drawings', '<svg onload=alert(1)><script>alert(1)</script></svg>'],
    ['formulas', '<math><mtext><script>alert(1)</script></mtext></math>'],
    ['a style sheet', '<style>@import url(https://x.example)</style><link rel=stylesheet href=x>'],
    ['styles that fetch', '<p style="background:url(javascript:alert(1));color:red">a</p>'],
    ['styles that cover', '<p style="position:fixed;top:0;left:0">a</p>'],
    ['a refresh', '<meta http-equiv=refresh content="0;url=https://x.example"><base href=//x>'],
    ['a comment of one client', '<!--[if mso]><script>alert(1)</script><![endif]-->'],
    ['a tag in a tag', '<scr<script>ipt>alert(1)</scr</script>ipt>'],
    [
      'text that changes its parsing',
      '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
    ],
  ];
  // as tags and attributes: what became text, or the value of a harmless attribute, does nothing
  const tagsOf = (html: string): string =>
    html.replace(/"[^"]*"/g, (value) =>
      /^"\s*(javascript|data|vbscript):/i.test(value) ? value : '""',
    );
  const FORBIDDEN = new RegExp(
    [
      '<(script|style|link|meta|base|form|input|button|iframe|object|embed|svg|math|noscript|!--)\\b',
      '<[^>]*\\s(on\\w+|formaction|srcdoc)\\s*=',
      '(href|src)\\s*=\\s*"?\\s*(javascript|data|vbscript):|url\\(|position:',
    ].join('|'),
    'i',
  );
  for (const [what, html] of DANGEROUS) {
    test(`A11 ${what} is neither kept nor sent`, () => {
      expect(tagsOf(saved(html))).not.toMatch(FORBIDDEN);
      expect(saved(html)).not.toMatch(/url\(|position:/);
      const body = sent(html).slice(sent(html).indexOf('<div'));
      expect(tagsOf(body)).not.toMatch(FORBIDDEN);
      expect(sent(html)).toContain('#token=sample');
    });
  }

  test('A11 a value makes no address that runs, and breaks out of no attribute', () => {
    const html = '<a href="{{message}}">a</a><a href={{name}} title={{name}}>b</a>';
    for (const value of [
      'javascript:alert(1)',
      '" onclick="x',
      'x onclick=alert(1)',
      '"><script>',
    ]) {
      for (const stored of [html, saved(html)]) {
        const body = sent(stored, { message: value, name: value }).split('<div')[1] ?? '';
        expect(tagsOf(body)).not.toMatch(FORBIDDEN);
      }
    }
  });

  test('A11 the text of a mail is text in its HTML, too', () => {
    const { html } = renderOwn({
      subject: '<b>x</b>',
      text: '<script>alert(1)</script> a < b & c',
    });
    expect(html).toContain('&lt;script&gt;alert(1)&lt;/script&gt; a &lt; b &amp; c');
    expect(html).not.toContain('<script>');
    expect(html).toContain('<title>&lt;b&gt;x&lt;/b&gt;</title>');
  });

  test('A11 harmless HTML stays as it is, conditions too', () => {
    const html =
      '<table width="100%"><tr><td style="padding:8px;color:#ff0000">{{#message}}<em>{{message}}</em>' +
      '{{/message}}</td></tr></table><p><a href="{{link}}" style="color:rgb(1, 2, 3)">Go</a></p>' +
      '<img src="https://x.example/logo.png" alt="Logo" width="40" />';
    const kept = checkTemplate('invitation', { subject: 'x', text: 'y', html }).html ?? '';
    expect(kept.replaceAll(/\s*\/>/g, '>')).toBe(html.replaceAll(/\s*\/>/g, '>'));
    const again = checkTemplate('invitation', { subject: 'x', text: 'y', html: kept }).html;
    expect(again).toBe(kept);
  });

  test('A11 a link that HTML would hide is refused, and put below where a value hides it', () => {
    for (const html of [
      '<p title="{{link}}">a</p>',
      '<!-- {{link}} -->',
      '<script>{{link}}</script>',
    ]) {
      expect(problemsOf({ subject: 'x', text: 'y', html })).toContain('needs {{link}}');
    }
    const conditional = '{{#message}}<p>{{link}}</p>{{/message}}';
    const { html } = renderOwn({ subject: 'x', text: 'y', html: conditional }, { message: '' });
    expect(html).toContain('#token=sample');
  });
});

describe('M17 URLs in HTML are escaped links', () => {
  const unsubscribe =
    'https://muster.example/api/v1/notices/unsubscribe?memberId=1&notice=x&token=t';
  const mails = templates.flatMap((template) =>
    LOCALES.map((locale): [TemplateName, Locale] => [template, locale]),
  );
  test('M17 the link to stop mails, and every other, in each mail and language', () => {
    for (const [template, locale] of mails) {
      const view = { ...sampleView(template, locale, NOW), link: LINK };
      for (const own of [undefined, { subject: 'x', text: 'See {{link}}' }]) {
        const input = { template, locale, texts: texts[locale], view, own, unsubscribe };
        const { html, text } = render(input);
        expect(text).toContain(unsubscribe);
        expect(html).toContain(`href="${unsubscribe.replaceAll('&', '&amp;')}"`);
        expect(html).toContain(`href="${LINK.replaceAll('&', '&amp;')}"`);
        expect(html).not.toMatch(/&(?!amp;|lt;|gt;|quot;|#39;)/);
      }
    }
  });

  test('M17 a URL is data: neither a pattern of replacement nor a template', () => {
    const odd = "https://x.example/?a=$&b=$'&c={{name}}";
    const { text } = render({
      template: 'digest',
      locale: 'en',
      texts: texts.en,
      view: sampleView('digest', 'en', NOW),
      unsubscribe: odd,
    });
    expect(text).toContain(odd);
  });
});
