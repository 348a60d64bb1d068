import { Fault, type FaultCode } from '#kernel/index.js';
import type { ImportKey } from './columns.js';

/** What can be wrong with a cell. Rows keep the name and the values beside the English text: config/locales/ has the others. */
export const PROBLEMS = {
  missing: 'is missing',
  name: 'must be one line of visible text without control characters',
  long: 'has more than {{max}} characters',
  address: 'is not an address that mail can be sent to',
  duplicate: 'is in row {{row}} already',
  short: 'the row has fewer cells than there are titles; is a delimiter missing?',
  ragged: 'the row has a value where there is no title; is a quotation mark missing?',
  noProduct: 'there is no product “{{name}}”',
  noSpace: 'there is no space “{{name}}”',
  noRole: 'there is no role “{{name}}”',
  retiring: 'the role “{{name}}” is being removed',
  spaceRole: 'is no role in spaces',
  language: 'is not a language tag such as de or pt-BR',
  noAttribute: 'is no attribute of the organization any more',
  number: 'is not a number',
  yesNo: 'is neither yes nor no',
  date: 'is not a date such as 2026-03-01',
  choice: 'is not one of {{choices}}',
  noRoles: 'is missing, and there is no default role',
  noName: 'is missing, and the address is not known',
  singleRole: 'are more than one, and members have one here',
  beyond: '{{role}} permits more than you may give',
  byHand: '{{role}} is given by hand, not by a sheet',
  stranger: 'belongs to no member of the organization',
  member: 'belongs to a member of the organization already',
  invited: 'is invited already',
  notInvited: 'is not invited; say active, or send invite=true',
  left: 'has left; say active to take the person in again',
  unchangedStatus:
    'is {{status}} now, and a sheet does not change that; do it in the list of members',
  status: 'is none of active, suspended, left, pending',
  unknownId:
    'is no member and no invitation of this organization; take the column out to go by addresses',
  otherAddress: 'is another address than that of the id; change addresses in the list of members',
  directory: 'is what a directory says it is',
  forbidden: 'you may not do this',
  plan: 'the plan of the organization does not include this',
  lastAdmin: 'no other owner or administrator would be left',
} as const;

export type ProblemName = keyof typeof PROBLEMS;

export type ProblemValues = Readonly<Record<string, string>>;

/** A cell that is wrong: the key of its column, and why. */
export interface CellProblem {
  readonly key: ImportKey;
  readonly problem: string;
  readonly code: FaultCode;
  readonly text?: ProblemName;
  readonly values?: ProblemValues;
}

/** The problems of one row. */
export class RowProblems {
  readonly list: CellProblem[] = [];

  add(
    key: ImportKey,
    text: ProblemName,
    { code = 'request.invalid', values }: { code?: FaultCode; values?: ProblemValues } = {},
  ): void {
    this.list.push({
      key,
      problem: problemText(text, values),
      code,
      text,
      ...(values && { values }),
    });
  }

  has(key: ImportKey): boolean {
    return this.list.some((one) => one.key === key);
  }

  /** A fault of the rule that `check` asks, in the words of a cell. */
  async catch<T>(key: ImportKey, check: () => T | Promise<T>): Promise<T | undefined> {
    try {
      return await check();
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      const { message, code } = error;
      const text = TEXT_BY_CODE.get(code);
      const problem = message.slice(0, 1).toLowerCase() + message.slice(1).replace(/\.$/, '');
      this.list.push({ key, problem, code, ...(text && { text }) });
      return undefined;
    }
  }
}

const TEXT_BY_CODE: ReadonlyMap<string, ProblemName> = new Map([
  ['permission.escalation', 'forbidden'],
  ['permission.missing', 'forbidden'],
  ['plan.required', 'plan'],
  ['role.single', 'singleRole'],
  ['member.managed', 'directory'],
  ['member.last_owner', 'lastAdmin'],
  ['member.last_admin', 'lastAdmin'],
  ['member.last_break_glass', 'lastAdmin'],
]);

/** As rows keep it. */
export function problemText(text: ProblemName, values: ProblemValues = {}): string {
  return fillProblem(PROBLEMS[text], values);
}

/** A text of a problem in any language, with its values. */
export function fillProblem(template: string, values: ProblemValues): string {
  return template.replace(/\{\{(\w+)\}\}/g, (_all, name: string) => values[name] ?? '');
}
