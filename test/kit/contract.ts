import { BASE_PATH, faultsOf, operationList, UNKNOWN_CODE } from '#api/index.js';

/** Operations by method, with their paths as patterns. Paths without parameters come first: `/members/export` is no member. */
const operations = operationList
  .map((operation) => ({
    operation,
    pattern: new RegExp(`^${operation.path.replace(/\{\w+\}/g, '[^/]+')}$`),
    parameters: operation.path.split('{').length,
  }))
  .sort((a, b) => a.parameters - b.parameters);

export interface ContractAnswer {
  readonly method: string;
  /** behind BASE_PATH, or the whole path */
  readonly path: string;
  readonly status: number;
  readonly text: string;
}

/**
 * Holds an answer against the contract: a success has the status and the shape that the operation promises, a refusal one of the
 * codes that it names. @throws Error that says what differs
 */
export function checkAgainstContract({ method, path, status, text }: ContractAnswer): void {
  const [pathname = ''] = path.replace(BASE_PATH, '').split('?', 1);
  const found = operations.find(
    ({ operation, pattern }) => operation.method === method && pattern.test(pathname),
  );
  if (!found) return;
  const { operation } = found;
  const where = `${operation.operationId} (${method} ${pathname}) answered ${status}`;
  if (status >= 400) {
    const { code } = JSON.parse(text) as { code: string };
    // an address with a broken escape, or one of a literal path, looks like an operation's and is none
    const others = ['route.missing', 'route.method', UNKNOWN_CODE];
    const known: readonly string[] = [...faultsOf(operation), ...others];
    if (!known.includes(code)) throw new Error(`${where} ${code}, which it does not name.`);
    return;
  }
  const { answer } = operation;
  if (status !== answer.status) throw new Error(`${where}, not the ${answer.status} it promises.`);
  if (answer.mediaTypes) return;
  const parsed = answer.body?.safeParse(text === '' ? undefined : JSON.parse(text));
  if (parsed && !parsed.success) {
    const problems = parsed.error.issues.map(
      ({ path: at, message }) => `${at.join('.')}: ${message}`,
    );
    throw new Error(
      `${where} with another shape than it promises: ${problems.join('; ')}\n${text}`,
    );
  }
}
