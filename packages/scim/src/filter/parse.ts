import { badRequest, type ScimType } from '../error.js';
import { parseAttributePath } from '../path/attribute-path.js';
import type { Compatibility } from '../schema/definition.js';
import type { AttributePath, CompareOperator, Filter, Literal } from './ast.js';
import { Lexer, type Token, type TokenKind } from './lex.js';

export interface FilterLimits {
  /** UTF-16 units of the text, 8,192 by default */
  readonly length: number;
  /** nested parentheses, `not (` and brackets, 50 by default */
  readonly depth: number;
  /** comparisons, presence tests and value paths together, 200 by default */
  readonly terms: number;
}

export const FILTER_LIMITS: FilterLimits = { length: 8192, depth: 50, terms: 200 };

export interface FilterOptions {
  readonly compatibility: Compatibility;
  readonly limits?: FilterLimits;
}

/** A value path of PATCH before its names are looked up: `emails[type eq "work"].value`. */
export interface ValuePath {
  readonly path: AttributePath;
  readonly filter: Filter;
  readonly sub?: string;
}

/**
 * Reads a filter by the grammar of RFC 7644 section 3.4.2.2: linear, bounded in length, depth and
 * terms. Names are not looked up here (filter/check does). Lenient takes a bare word as a string
 * literal (Entra's documentation shows `externalId eq x`).
 * Throws 400 invalidFilter that names the position and what was expected there.
 */
export function parseFilter(text: string, options: FilterOptions): Filter {
  return new Parser(text, options, 'invalidFilter').filter();
}

/** Reads a PATCH path with a value filter (RFC 7644 section 3.5.2). Throws 400 invalidPath. */
export function parseValuePath(text: string, options: FilterOptions): ValuePath {
  return new Parser(text, options, 'invalidPath').valuePath();
}

/**
 * A conjunction or disjunction without needless levels: one filter is itself, `(a and b) and c` has
 * three members.
 */
export function join(kind: 'and' | 'or', filters: readonly Filter[]): Filter {
  const flat = filters.flatMap((filter) => (filter.kind === kind ? filter.filters : [filter]));
  const [only] = flat;
  return flat.length === 1 && only ? only : { kind, filters: flat };
}

const OPERATORS = ['eq', 'ne', 'co', 'sw', 'ew', 'gt', 'ge', 'lt', 'le'] as const;
const OPERATOR_LIST = `${OPERATORS.join(', ')} or pr`;
const NUMBER = /^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?$/;
const CONNECTIVES = new Set(['and', 'or', 'not']);

function operatorOf(word: string): CompareOperator | undefined {
  const wanted = word.toLowerCase();
  return OPERATORS.find((operator) => operator === wanted);
}

function describeToken(token: Token): string {
  if (token.kind === 'end') return 'the text ends';
  const text = token.text.length > 40 ? `${token.text.slice(0, 40)}…` : token.text;
  return token.kind === 'string' ? `found the string "${text}"` : `found ${text}`;
}

class Parser {
  private readonly lexer: Lexer;
  private readonly limits: FilterLimits;
  private readonly lenient: boolean;
  private token: Token;
  private depth = 0;
  private terms = 0;
  private inBrackets = false;

  constructor(text: string, options: FilterOptions, scimType: ScimType) {
    this.limits = options.limits ?? FILTER_LIMITS;
    this.lenient = options.compatibility === 'lenient';
    if (text.length > this.limits.length) {
      throw badRequest(
        scimType,
        `The expression has ${text.length} characters; at most ${this.limits.length} are ` +
          `read. Send a shorter one.`,
      );
    }
    this.lexer = new Lexer(text, scimType);
    this.token = this.lexer.next();
  }

  filter(): Filter {
    const filter = this.disjunction();
    if (!this.at('end')) throw this.expected('"and", "or" or the end of the filter');
    return filter;
  }

  valuePath(): ValuePath {
    const path = this.attributePath();
    if (!this.at('[')) throw this.expected('"["');
    const { filter, end } = this.bracketed();
    const sub = this.subAfter(end);
    if (!this.at('end')) throw this.expected('the end of the path');
    return { path, filter, ...(sub !== undefined && { sub }) };
  }

  private disjunction(): Filter {
    const filters = [this.conjunction()];
    while (this.takeWord('or')) filters.push(this.conjunction());
    return join('or', filters);
  }

  private conjunction(): Filter {
    const filters = [this.term()];
    while (this.takeWord('and')) filters.push(this.term());
    return join('and', filters);
  }

  private term(): Filter {
    if (this.at('(')) return this.group();
    if (!this.at('word')) {
      throw this.expected('an attribute name, "not" or "("');
    }
    const word = this.token;
    if (word.text.toLowerCase() === 'not') {
      this.advance();
      if (!this.at('(')) throw this.expected('"(" after "not"');
      return { kind: 'not', filter: this.group() };
    }
    const path = this.attributePath();
    if (this.at('[')) return this.has(path);
    return this.condition(path);
  }

  private group(): Filter {
    this.deeper();
    this.advance();
    const filter = this.disjunction();
    if (!this.at(')')) throw this.expected('"and", "or" or ")"');
    this.depth -= 1;
    this.advance();
    return filter;
  }

  private has(path: AttributePath): Filter {
    this.count();
    const { filter, end } = this.bracketed();
    const sub = this.subAfter(end);
    if (sub === undefined) return { kind: 'has', path, filter };
    // Entra's `emails[type eq "work"].value eq "x"`: one element must meet both.
    const condition = this.condition({ name: sub });
    return { kind: 'has', path, filter: join('and', [filter, condition]) };
  }

  /** `[ … ]`; `end` is the index after the closing bracket. */
  private bracketed(): { filter: Filter; end: number } {
    if (this.inBrackets) {
      throw this.expected('an operator, because value paths do not nest');
    }
    this.deeper();
    this.inBrackets = true;
    this.advance();
    const filter = this.disjunction();
    if (!this.at(']')) throw this.expected('"and", "or" or "]"');
    const end = this.token.to;
    this.inBrackets = false;
    this.depth -= 1;
    this.advance();
    return { filter, end };
  }

  /** `.value` directly behind a closing bracket. */
  private subAfter(end: number): string | undefined {
    const { kind, text, from } = this.token;
    if (kind !== 'word' || from !== end) return undefined;
    const path = text.startsWith('.') ? parseAttributePath(text.slice(1)) : undefined;
    if (path === undefined || path.urn !== undefined || path.sub !== undefined) {
      throw this.expected('a sub-attribute such as ".value" behind "]"');
    }
    this.advance();
    return path.name;
  }

  private condition(path: AttributePath): Filter {
    this.count();
    if (this.takeWord('pr')) return { kind: 'present', path };
    const operator = this.at('word') ? operatorOf(this.token.text) : undefined;
    if (operator === undefined) throw this.expected(`one of the operators ${OPERATOR_LIST}`);
    this.advance();
    return { kind: 'compare', path, operator, value: this.literal() };
  }

  private attributePath(): AttributePath {
    const path = this.at('word') ? parseAttributePath(this.token.text) : undefined;
    if (path === undefined) throw this.expected('an attribute name such as userName');
    this.advance();
    return path;
  }

  private literal(): Literal {
    const value = this.literalOf(this.token);
    if (value === undefined) {
      throw this.expected('a value: a string in double quotes, a number, true, false or null');
    }
    this.advance();
    return value;
  }

  private literalOf({ kind, text }: Token): Literal | undefined {
    if (kind === 'string') return text;
    if (kind !== 'word') return undefined;
    if (text === 'true' || text === 'false') return text === 'true';
    if (text === 'null') return null;
    if (NUMBER.test(text)) return Number.isFinite(Number(text)) ? Number(text) : undefined;
    if (!this.lenient || CONNECTIVES.has(text.toLowerCase())) return undefined;
    // A single quote is a habit from SQL: taking it into the value would silently match
    // nothing.
    return text.startsWith("'") ? undefined : text;
  }

  private takeWord(word: string): boolean {
    if (!this.at('word') || this.token.text.toLowerCase() !== word) return false;
    this.advance();
    return true;
  }

  private at(kind: TokenKind): boolean {
    return this.token.kind === kind;
  }

  private advance(): void {
    this.token = this.lexer.next();
  }

  private deeper(): void {
    this.depth += 1;
    if (this.depth > this.limits.depth) {
      throw this.lexer.refusal(
        this.token.from,
        `more than ${this.limits.depth} levels of brackets; write the expression flatter`,
      );
    }
  }

  private count(): void {
    this.terms += 1;
    if (this.terms > this.limits.terms) {
      throw this.lexer.refusal(
        this.token.from,
        `more than ${this.limits.terms} conditions; ask in several requests`,
      );
    }
  }

  private expected(what: string): Error {
    const token = this.token;
    return this.lexer.refusal(token.from, `expected ${what}, but ${describeToken(token)}`);
  }
}
