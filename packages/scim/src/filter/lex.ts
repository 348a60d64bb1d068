import { ScimError, type ScimType } from '../error.js';
import { hasLongRun } from './fold-case.js';

export type TokenKind = 'word' | 'string' | '(' | ')' | '[' | ']' | 'end';

export interface Token {
  readonly kind: TokenKind;
  /** a word as written; a string with its escapes decoded; a bracket itself; empty at the end */
  readonly text: string;
  /** 0-based index of the first UTF-16 unit in the source */
  readonly from: number;
  /** index after the last unit */
  readonly to: number;
}

/**
 * Whitespace, brackets and quotes end a word. Dots and colons are inside it, so a URN path is one
 * word.
 */
const WORD = /[^\s()[\]"]+/y;
const SPACE = /\s*/y;
const LONE_SURROGATE = /\p{Surrogate}/u;

/**
 * Cuts a filter (RFC 7644 section 3.4.2.2) or a value path (section 3.5.2) into tokens, one pass,
 * no backtracking. Errors are 400 with the `scimType` that was handed over, because the same
 * grammar stands in filters and in PATCH paths.
 */
export class Lexer {
  private at = 0;

  constructor(
    private readonly source: string,
    private readonly scimType: ScimType,
  ) {}

  next(): Token {
    this.at = this.match(SPACE);
    const from = this.at;
    const first = this.source.charAt(from);
    if (first === '') return { kind: 'end', text: '', from, to: from };
    if (first === '(' || first === ')' || first === '[' || first === ']') {
      this.at = from + 1;
      return { kind: first, text: first, from, to: this.at };
    }
    if (first === '"') return this.string(from);
    this.at = this.match(WORD);
    return this.wellFormed({
      kind: 'word',
      text: this.source.slice(from, this.at),
      from,
      to: this.at,
    });
  }

  /** A refusal that names the position where the text cannot be parsed (positions count from 1). */
  refusal(position: number, problem: string): ScimError {
    const what = this.scimType === 'invalidPath' ? 'path' : 'filter';
    return new ScimError(
      400,
      `The ${what} is not valid at position ${position + 1}: ${problem}.`,
      this.scimType,
    );
  }

  private match(pattern: RegExp): number {
    pattern.lastIndex = this.at;
    pattern.exec(this.source);
    return Math.max(pattern.lastIndex, this.at);
  }

  /**
   * A JSON string (RFC 8259 section 7): JSON.parse is the judge of escapes and control characters.
   */
  private string(from: number): Token {
    let end = from + 1;
    while (end < this.source.length && this.source.charAt(end) !== '"') {
      end += this.source.charAt(end) === '\\' ? 2 : 1;
    }
    if (end >= this.source.length) {
      throw this.refusal(from, 'the string that starts here has no closing quote');
    }
    this.at = end + 1;
    return this.wellFormed({
      kind: 'string',
      text: this.decode(from, this.at),
      from,
      to: this.at,
    });
  }

  private decode(from: number, to: number): string {
    try {
      const value: unknown = JSON.parse(this.source.slice(from, to));
      return String(value);
    } catch {
      throw this.refusal(
        from,
        'the string that starts here is not a JSON string; escape backslashes, quotes and ' +
          'control characters with a backslash as JSON does',
      );
    }
  }

  /** Half of a surrogate pair is not a character, and databases differ in what they make of it. */
  private wellFormed(token: Token): Token {
    if (LONE_SURROGATE.test(token.text)) {
      throw this.refusal(token.from, 'the text that starts here holds half of a surrogate pair');
    }
    if (hasLongRun(token.text)) {
      throw this.refusal(token.from, 'the text has too many combining marks on one letter');
    }
    return token;
  }
}
