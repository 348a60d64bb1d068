import { operationList, statusOf, UNKNOWN_CODE, UNKNOWN_MESSAGE } from '#api/index.js';
import { FAULTS, type FaultCode } from '#kernel/index.js';

/** What helps beyond the message itself, for codes that people meet on their first days. */
const HINTS: Partial<Record<FaultCode, string>> = {
  'acting.unknown': 'The id is of a member, not of an account, and the member must be active.',
  'credential.invalid': 'A restored backup brings back old tokens and lacks new ones.',
  'credential.missing': 'Proxies that ask for a login of their own take the header away.',
  'idempotency.conflict': 'Make a new key for each thing that is wanted once.',
  'invitation.wrong_account': 'Sign in with the invited address, or invite the one that is used.',
  'invitation.unverified':
    'The host application asserts `emailVerified`; verify the address first.',
  'link.invalid':
    'Mail programs sometimes cut links: the token has 48 characters behind `muster_invite_`.',
  'mapping.group_missing':
    'The provider has not pushed the group: name it by `externalId` to map it before it comes.',
  'member.managed': '`POST …/members/{id}/unlock` lifts it for some hours.',
  'permission.missing': '`details` name the permission; `GET …/permissions` lists all.',
  'request.header': 'A proxy that doubles a header is the usual cause.',
  'request.precondition': '`If-Match` takes the ETag of the last read.',
  'seat.none_free': 'Raise the seats of the product, release one, or send `whenFull: "queue"`.',
  'store.unsuitable': 'MongoDB needs a replica set; one node is enough.',
};

/** Every code of docs/errors.md, by what it is about. */
export function troubleshootingCodes(): string {
  const codes = [...(Object.keys(FAULTS) as FaultCode[]), UNKNOWN_CODE].sort();
  const subjects = [...new Set(codes.map((code) => code.split('.')[0] ?? ''))];
  const sections = subjects.map((subject) => {
    const rows = codes.filter((code) => code.startsWith(`${subject}.`)).map(row);
    const head = [
      '| code | status | what it means, and what to do | answered by |',
      '|---|---|---|---|',
    ];
    return [`### ${subject}`, '', ...head, ...rows].join('\n');
  });
  return sections.join('\n\n');
}

function row(code: string): string {
  const isKnown = Object.hasOwn(FAULTS, code);
  const fault = code as FaultCode;
  const message = isKnown ? FAULTS[fault].message : UNKNOWN_MESSAGE;
  const meaning = [message, ...(isKnown ? [HINTS[fault] ?? ''] : [])].join(' ').trim();
  const status = isKnown ? statusOf(fault) : 500;
  return `| \`${code}\` | ${status} | ${meaning.replaceAll('|', '\\|')} | ${answeredBy(code)} |`;
}

/** Operations that name the code themselves; what all of them may answer has no name here. */
function answeredBy(code: string): string {
  const names = operationList
    .filter(({ faults }) => faults.some((one) => one === code))
    .map(({ operationId }) => `\`${operationId}\``);
  if (names.length === 0) return '–';
  return names.length > 6
    ? `${names.slice(0, 5).join(', ')} and ${names.length - 5} more`
    : names.join(', ');
}
