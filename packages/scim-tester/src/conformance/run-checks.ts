import { randomBytes } from 'node:crypto';
import { createScimClient } from '../client/client.js';
import type { Access } from './access.js';
import { fail, pass, skip, type Finding } from './findings.js';
import type { Check, CheckGroup } from './checks.js';
import { checkGroups } from './groups.js';
import {
  createConformanceRun,
  CheckFailed,
  NotCheckable,
  type ConformanceRun,
} from './conformance-run.js';

export interface CheckOptions {
  readonly url: string;
  readonly token: string;
  readonly timeoutMs: number;
  /** without it, what one token cannot show is skipped */
  readonly access?: Access;
  /** rows, or names of groups; absent: all */
  readonly only?: readonly string[];
  readonly onFinding?: (finding: Finding) => void;
  readonly onGroup?: (title: string) => void;
}

export interface CheckReport {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  readonly findings: readonly (Finding & { readonly row: string })[];
  readonly requests: number;
  /** resources of this run that could not be deleted */
  readonly left: number;
  /** why nothing was checked */
  readonly unreachable?: string;
}

/** Checks a server row by row, touches only what it created itself, and takes that away again. */
export async function runChecks(options: CheckOptions): Promise<CheckReport> {
  const { url, token, timeoutMs, access = {}, only, onFinding, onGroup } = options;
  const clientProfile = {
    userAgent: 'muster-doctor',
    contentType: 'application/scim+json',
    accept: 'application/scim+json',
  };
  const client = createScimClient({ url, token, clientProfile, timeoutMs });
  const tag = `doctor-${randomBytes(4).toString('hex')}`;
  const run = createConformanceRun({ client, tag, access });
  const findings: (Finding & { row: string })[] = [];
  const unreachable = await whyUnreachable(run);
  if (unreachable === undefined) {
    for (const group of chosen(only)) {
      onGroup?.(`${group.name}. ${group.title}`);
      for (const check of group.checks) {
        const finding = { ...(await perform(check, run)), row: check.row };
        findings.push(finding);
        onFinding?.(finding);
      }
    }
  }
  await cleanUp(run);
  const count = (verdict: Finding['verdict']): number =>
    findings.filter((finding) => finding.verdict === verdict).length;
  return {
    passed: count('pass'),
    failed: count('fail'),
    skipped: count('skip'),
    findings,
    requests: client.exchanges.length,
    left: run.created.size,
    ...(unreachable !== undefined && { unreachable }),
  };
}

function chosen(only: readonly string[] | undefined): readonly CheckGroup[] {
  if (only === undefined) return checkGroups;
  const wanted = new Set(only.map((one) => one.toLowerCase()));
  return checkGroups
    .map((group) => {
      if (wanted.has(group.name.toLowerCase())) return group;
      return { ...group, checks: group.checks.filter(({ row }) => wanted.has(row.toLowerCase())) };
    })
    .filter(({ checks }) => checks.length > 0);
}

async function whyUnreachable(run: ConformanceRun): Promise<string | undefined> {
  const { client } = run;
  const answer = await client.send('GET', '/Users', { query: 'count=1' });
  if (answer.failure !== undefined) return `${client.baseUrl} gave no answer: ${answer.failure}`;
  if (answer.status === 401) return `${client.baseUrl} refuses the token (401)`;
  return undefined;
}

async function perform({ row, title, verify }: Check, run: ConformanceRun): Promise<Finding> {
  const name = `${row} ${title}`;
  try {
    await verify(run);
    return pass(name);
  } catch (error) {
    if (error instanceof NotCheckable) return skip(name, error.message);
    if (error instanceof CheckFailed)
      return fail(
        name,
        `expected  ${error.expected}`,
        `came      ${error.came}`,
        `sent      ${error.sent}`,
      );
    throw error;
  }
}

/** Groups first: they hold the people. A deletion that fails once is tried once more. */
async function cleanUp(run: ConformanceRun): Promise<void> {
  for (let attempt = 1; attempt <= 2; attempt += 1) {
    const left = [...run.created].sort(([, a], [, b]) => a.localeCompare(b));
    for (const [id, path] of left) {
      const answer = await run.client.send('DELETE', path);
      if (answer.status === 204 || answer.status === 404) run.created.delete(id);
    }
  }
}
