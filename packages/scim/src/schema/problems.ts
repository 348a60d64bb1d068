/**
 * Schemas or resource types that an operator wrote cannot be used. Lists every fault, each with its
 * place in the file.
 */
export class SchemaError extends Error {
  override readonly name = 'SchemaError';

  constructor(readonly problems: readonly string[]) {
    super(`The SCIM schemas cannot be used:\n${problems.map((line) => `- ${line}`).join('\n')}`);
  }
}

/**
 * Gathers faults under the place where they were found, so that an operator mends them all in one
 * go.
 */
export class Problems {
  readonly #found: string[];
  readonly #place: string;

  constructor(place = '', found: string[] = []) {
    this.#place = place;
    this.#found = found;
  }

  /** The same list, one step deeper: `schemas[0]` then `attributes[2]`. */
  at(step: string): Problems {
    return new Problems(this.#place === '' ? step : `${this.#place}.${step}`, this.#found);
  }

  add(what: string): void {
    this.#found.push(`${this.#place}: ${what}`);
  }

  get count(): number {
    return this.#found.length;
  }

  throwIfAny(): void {
    if (this.#found.length > 0) throw new SchemaError(this.#found);
  }
}
