import { refused, unreadable } from './errors.js';

/** Takes what a MarkupScanner finds. Names come without namespace prefix: producers choose those freely. */
export interface MarkupReader {
  open(name: string, attribute: (name: string) => string | undefined): void;
  close(name: string): void;
  /** text with its references resolved, in as many pieces as it came */
  text(text: string): void;
}

const LESS_THAN = 60;
const GREATER_THAN = 62;
const QUOTE = 34;
const APOSTROPHE = 39;
const MAX_TOKEN_LENGTH = 64 * 1024;
const MAX_DEPTH = 64;
const NAMED_ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
};

/**
 * Reads the XML of workbooks as it arrives, with as much memory as one tag needs. A document type definition is refused, so
 * that there are no entities to expand and nothing to fetch.
 */
export class MarkupScanner {
  private rest = '';
  private readonly path: string[] = [];
  private elements = 0;

  constructor(private readonly reader: MarkupReader) {}

  write(chunk: string): void {
    const text = this.rest + chunk;
    let at = 0;
    for (let next = this.step(text, at); next !== at; next = this.step(text, at)) at = next;
    this.rest = text.slice(at);
    if (this.rest.length > MAX_TOKEN_LENGTH) throw malformed('a tag or comment has no end');
  }

  end(): void {
    if (this.path.length > 0 || this.rest.trim() !== '') throw malformed('it ends too early');
    if (this.elements === 0) throw malformed('it is empty');
  }

  /** Reads one token at `at`; answers where the next one starts, `at` itself when more text is needed first. */
  private step(text: string, at: number): number {
    if (at >= text.length) return at;
    if (text.charCodeAt(at) !== LESS_THAN) return this.textContent(text, at);
    if (text.startsWith('<?', at)) return after('?>', text, at);
    if (text.startsWith('<!', at)) return this.declaration(text, at);
    const end = tagEnd(text, at);
    if (end < 0) return at;
    if (end - at > MAX_TOKEN_LENGTH) throw malformed('a tag is too long');
    this.tag(text.slice(at + 1, end));
    return end + 1;
  }

  private textContent(text: string, at: number): number {
    let end = text.indexOf('<', at);
    if (end < 0) {
      end = text.length;
      const reference = text.lastIndexOf('&');
      if (reference >= at && !text.includes(';', reference)) end = reference;
    }
    if (end > at) this.reader.text(resolved(text.slice(at, end)));
    return end;
  }

  private declaration(text: string, at: number): number {
    if (text.startsWith('<!--', at)) return after('-->', text, at);
    if (text.startsWith('<![CDATA[', at)) {
      const end = after(']]>', text, at);
      if (end > at) this.reader.text(text.slice(at + 9, end - 3));
      return end;
    }
    const start = text.slice(at, at + 9);
    if ('<!--'.startsWith(start) || '<![CDATA['.startsWith(start)) return at;
    throw refused('dtd', 'Save the workbook again with a spreadsheet program.');
  }

  private tag(raw: string): void {
    if (raw.startsWith('/')) return this.closing(raw.slice(1).trimEnd());
    const empty = raw.endsWith('/');
    const body = empty ? raw.slice(0, -1) : raw;
    const space = body.search(/\s/);
    const name = space < 0 ? body : body.slice(0, space);
    if (name === '' || name.includes('<')) throw malformed('a tag has no name');
    if (this.path.length >= MAX_DEPTH) throw malformed('tags are nested too deeply');
    this.elements += 1;
    let attributes: ReadonlyMap<string, string> | undefined;
    this.reader.open(local(name), (attributeName) => {
      attributes ??= attributesOf(space < 0 ? '' : body.slice(space));
      return attributes.get(attributeName);
    });
    if (empty) this.reader.close(local(name));
    else this.path.push(name);
  }

  private closing(name: string): void {
    if (this.path.pop() !== name) throw malformed(`</${name.slice(0, 40)}> closes nothing`);
    this.reader.close(local(name));
  }
}

/** `>` may stand in the value of an attribute. */
function tagEnd(text: string, at: number): number {
  let quote = 0;
  for (let index = at + 1; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (quote !== 0) {
      if (code === quote) quote = 0;
    } else if (code === GREATER_THAN) return index;
    else if (code === QUOTE || code === APOSTROPHE) quote = code;
  }
  return -1;
}

function after(end: string, text: string, at: number): number {
  const found = text.indexOf(end, at + 2);
  return found < 0 ? at : found + end.length;
}

function local(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}

function attributesOf(body: string): Map<string, string> {
  const found = new Map<string, string>();
  // a name starts after a space only: otherwise a long one would be tried from each of its letters
  const pattern = /\s([^\s=]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g;
  for (const [, name = '', double, single] of body.matchAll(pattern)) {
    if (!name.startsWith('xmlns')) found.set(local(name), resolved(double ?? single ?? ''));
  }
  return found;
}

function resolved(text: string): string {
  return text.includes('&') ? text.replace(/&([^;&]{0,10};)?/g, reference) : text;
}

function reference(_whole: string, name = ''): string {
  const named = NAMED_ENTITIES[name.slice(0, -1)];
  if (named !== undefined) return named;
  const [, hexadecimal, decimal] = /^#(?:x([0-9a-f]+)|([0-9]+));$/i.exec(name) ?? [];
  const code = hexadecimal ? parseInt(hexadecimal, 16) : Number(decimal ?? NaN);
  if (!(code > 0 && code <= 0x10ffff)) throw malformed('a reference cannot be resolved');
  return String.fromCodePoint(code);
}

function malformed(what: string) {
  const hint = `A part of the workbook is not well-formed: ${what}. Save it again and upload the new file.`;
  return unreadable('damaged', hint);
}
