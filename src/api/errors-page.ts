import { FAULTS, type FaultCode } from '#kernel/index.js';
import { statusOf } from './statuses.js';

/** Code of what has no code: something that Muster did not foresee. */
export const UNKNOWN_CODE = 'service.failed';
export const UNKNOWN_MESSAGE =
  'Something failed on our side. Quote the trace id when you report it.';

/** Where `type` of a problem document points to. */
export const ERRORS_PATH = '/docs/errors';

/** docs/errors.md, made of the table of faults; the test run compares, and the server answers ERRORS_PATH with it. */
export function errorsPage(): string {
  const lines = [
    '# Errors',
    '',
    'Made from `src/kernel/fault.ts`: change that, then run',
    '`MUSTER_WRITE_DOCS=1 npm run test:one -- test/project/documents`.',
    '',
    'REST answers with a problem document (RFC 9457): `type` points into this page, `code` is stable and meant for programs, `detail`',
    'for people, `traceId` finds the request in the log, and `errors` lists the fields that are wrong. SCIM answers with the Error',
    'body of RFC 7644 section 3.12. An error of status 503 comes with `Retry-After`.',
    '',
    '| code | REST status | meaning |',
    '|---|---|---|',
  ];
  for (const code of Object.keys(FAULTS).sort() as FaultCode[]) {
    lines.push(row(code, statusOf(code), FAULTS[code].message));
  }
  lines.push(row(UNKNOWN_CODE, 500, UNKNOWN_MESSAGE));
  return `${lines.join('\n')}\n`;
}

function row(code: string, status: number, message: string): string {
  return `| <a id="${code}"></a>\`${code}\` | ${status} | ${message} |`;
}
