import mustache from 'mustache';

/** A template as it was read. What is checked is what is filled in: both walk these pieces, and nothing reads the text again. */
export type Piece =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'value'; readonly name: string }
  | {
      readonly kind: 'section';
      readonly name: string;
      /** whether it is shown where the value is there, or where it is empty */
      readonly shownWhen: 'present' | 'empty';
      readonly inner: readonly Piece[];
    };

export interface ReadTemplate {
  readonly pieces: readonly Piece[];
  /** each name that a tag has, once */
  readonly names: readonly string[];
  /** tags, conditions counted once */
  readonly tags: number;
  /** empty: it can be filled in */
  readonly problems: readonly string[];
}

/** Conditions inside of conditions. */
const MAX_SECTION_DEPTH = 3;

/** Characters between `{{` and `}}`. */
const MAX_TAG_LENGTH = 200;

/** Keeps nothing of what it has read: templates are written by organizations, and there is no end of them. */
const writer = Object.assign(new mustache.Writer(), { templateCache: undefined });

/** Values and conditions of Mustache. Everything else that Mustache has is a problem: partials, unescaped values, other delimiters. */
export function readTemplate(template: string): ReadTemplate {
  const text = template.replace(/\r\n?/g, '\n');
  const failed = (problem: string): ReadTemplate => ({
    pieces: [],
    names: [],
    tags: 0,
    problems: [problem],
  });
  // before parsing: changed delimiters would let everything else pass unread, and an endless tag costs the square of its length
  if (/\{\{\s{0,200}=/.test(text)) return failed('must not change the delimiters');
  if (hasEndlessTag(text)) {
    return failed(`has a {{ without its }} within ${MAX_TAG_LENGTH} characters`);
  }
  let spans: readonly Span[];
  try {
    spans = writer.parse(text) as unknown as readonly Span[];
  } catch (error) {
    return failed(error instanceof Error ? error.message : 'cannot be read');
  }
  const found = { names: new Set<string>(), tags: 0, problems: new Set<string>() };
  const pieces = readSpans(spans, found, 0);
  return { pieces, names: [...found.names], tags: found.tags, problems: [...found.problems] };
}

type Span = readonly [kind: string, name: string, from: number, to: number, inner?: unknown];

function hasEndlessTag(text: string): boolean {
  for (let at = text.indexOf('{{'); at !== -1; at = text.indexOf('{{', at)) {
    const end = text.slice(at, at + 2 + MAX_TAG_LENGTH + 2).indexOf('}}', 2);
    if (end === -1) return true;
    at += end + 2;
  }
  return false;
}

interface Found {
  readonly names: Set<string>;
  tags: number;
  readonly problems: Set<string>;
}

function readSpans(spans: readonly Span[], found: Found, depth: number): Piece[] {
  if (depth > MAX_SECTION_DEPTH) {
    found.problems.add(`has conditions more than ${MAX_SECTION_DEPTH} deep`);
    return [];
  }
  return spans.flatMap(([kind, name, , , inner]): Piece[] => {
    if (kind === 'text') return [{ kind, text: name }];
    found.tags += 1;
    if (kind === '!') return [];
    if (kind === '>') found.problems.add(`must not include other templates ({{> ${name}}})`);
    else if (kind === '&') found.problems.add(`must not put in {{{${name}}}} unescaped`);
    else found.names.add(name);
    if (kind === 'name') return [{ kind: 'value', name }];
    if (kind !== '#' && kind !== '^') return [];
    const shownWhen = kind === '#' ? 'present' : 'empty';
    const within = readSpans((inner ?? []) as readonly Span[], found, depth + 1);
    return [{ kind: 'section', name, shownWhen, inner: within }];
  });
}

/** Characters of one value. */
const MAX_VALUE_LENGTH = 30_000;

export interface FillOptions {
  readonly view: Readonly<Record<string, string>>;
  /** how the template's own text is written */
  readonly text: (text: string) => string;
  /** how a value is written */
  readonly value: (value: string, name: string) => string;
  /** characters; what is longer ends there */
  readonly maxLength: number;
}

/** The text of a template. Tags inside of values stay as they are: values are not read. A name without a value is empty. */
export function fill(pieces: readonly Piece[], options: FillOptions): string {
  const { view, maxLength } = options;
  const valueOf = (name: string): string =>
    Object.hasOwn(view, name) ? cutAt(view[name] ?? '', MAX_VALUE_LENGTH) : '';
  let filled = '';
  const write = (some: readonly Piece[]): void => {
    for (const piece of some) {
      if (filled.length > maxLength) return;
      if (piece.kind === 'text') filled += options.text(piece.text);
      else if (piece.kind === 'value') filled += options.value(valueOf(piece.name), piece.name);
      else if ((valueOf(piece.name) !== '') === (piece.shownWhen === 'present')) write(piece.inner);
    }
  };
  write(pieces);
  return filled.length > maxLength ? cutAt(filled, maxLength) : filled;
}

/** The beginning of a text, with whole characters only. */
export function cutAt(text: string, maxLength: number): string {
  if (text.length <= maxLength) return text;
  return `${text.slice(0, maxLength - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}
