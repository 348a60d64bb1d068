import { ScimError } from '@muster/scim';
import type { HookPoint } from '#core/index.js';
import { Fault, MAX_DESCRIPTION_LENGTH, readName, readText } from '#kernel/index.js';
import { OutgoingError, type HttpClient } from '#outgoing/index.js';
import type { Hook } from '#store/index.js';
import { readCondition } from './conditions.js';
import { describePoint, isHookPoint, type FailurePolicy } from './points.js';

/** What people say of a hook. */
export interface HookInput {
  readonly name: string;
  readonly description?: string;
  readonly point: string;
  readonly url: string;
  /** true when absent */
  readonly enabled?: boolean;
  /** 100 when absent */
  readonly order?: number;
  readonly onFailure?: FailurePolicy;
  readonly budgetMs?: number;
  readonly condition?: string;
  readonly percentage?: number;
  readonly dryRun?: boolean;
  readonly apiKeyId?: string;
}

type Definition = Pick<
  Hook,
  | 'name'
  | 'description'
  | 'url'
  | 'enabled'
  | 'order'
  | 'onFailure'
  | 'budgetMs'
  | 'condition'
  | 'percentage'
  | 'dryRun'
  | 'apiKeyId'
> & { readonly point: HookPoint };

const DEFAULT_ORDER = 100;
export const DEFAULT_BUDGET_MS = 3_000;
export const MAX_BUDGET_MS = 10_000;
const MIN_BUDGET_MS = 100;

/** Fault `request.invalid` with every problem, settings that contradict one another included. */
export function readDefinition(input: HookInput, outgoing: HttpClient): Definition {
  const { point, url, onFailure, budgetMs, condition, percentage, dryRun, apiKeyId } = input;
  const problems = [
    ...pointProblems(point, onFailure),
    ...urlProblems(url, outgoing),
    ...conditionProblems(condition),
    ...rangeProblems('budgetMs', budgetMs, [MIN_BUDGET_MS, MAX_BUDGET_MS]),
    ...rangeProblems('percentage', percentage, [1, 100]),
    ...rangeProblems('order', input.order, [0, 10_000]),
  ];
  if (dryRun === true && onFailure !== undefined) {
    problems.push({
      field: 'onFailure',
      problem: 'has no effect on a dry run, which decides nothing',
    });
  }
  if (problems.length > 0 || !isHookPoint(point)) {
    throw new Fault('request.invalid', { errors: problems });
  }
  const description = readText(input.description ?? '', 'description', MAX_DESCRIPTION_LENGTH);
  return {
    name: readName(input.name),
    point,
    url,
    enabled: input.enabled ?? true,
    order: input.order ?? DEFAULT_ORDER,
    ...(description && { description }),
    ...(onFailure !== undefined && { onFailure }),
    ...(budgetMs !== undefined && { budgetMs }),
    ...(condition !== undefined && { condition }),
    ...(percentage !== undefined && { percentage }),
    ...(dryRun === true && { dryRun }),
    ...(apiKeyId !== undefined && { apiKeyId }),
  };
}

interface Problem {
  readonly field: string;
  readonly problem: string;
}

function pointProblems(point: string, onFailure: FailurePolicy | undefined): Problem[] {
  if (!isHookPoint(point))
    return [{ field: 'point', problem: 'is no point; GET /hook-points lists them' }];
  if (onFailure === 'closed' && describePoint(point).cannotDeny) {
    return [{ field: 'onFailure', problem: 'closed has no meaning where nothing can be denied' }];
  }
  if (onFailure !== 'last_known' || describePoint(point).changeable.length > 0) return [];
  const problem = 'last_known needs a point at which hooks may change something';
  return [{ field: 'onFailure', problem }];
}

function urlProblems(url: string, outgoing: HttpClient): Problem[] {
  try {
    outgoing.requireAllowedUrl(url);
    return [];
  } catch (error) {
    if (!(error instanceof OutgoingError)) throw error;
    return [{ field: 'url', problem: error.message }];
  }
}

function conditionProblems(condition: string | undefined): Problem[] {
  if (condition === undefined) return [];
  try {
    readCondition(condition);
    return [];
  } catch (error) {
    if (!(error instanceof ScimError)) throw error;
    return [{ field: 'condition', problem: error.message }];
  }
}

function rangeProblems(
  field: string,
  value: number | undefined,
  [min, max]: readonly [number, number],
): Problem[] {
  if (value === undefined || (Number.isInteger(value) && value >= min && value <= max)) return [];
  return [{ field, problem: `has to be ${min} to ${max}` }];
}
