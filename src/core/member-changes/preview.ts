import { Fault, instant, type Context, type FaultCode } from '#kernel/index.js';
import { departureOf, readScope, type Departure } from '#core/members/index.js';
import { inOrganization, type JournalListener } from '#core/tenancy/index.js';
import { requireSomebody, selectRows, type MemberChangeRequest } from './begin.js';
import type { MemberChange, MemberChangeDeps, PersonKind } from './changes.js';
import { peopleOf } from './people.js';
import { changeRow } from './rows.js';
import { nextBatch, type PersonInput } from './selections.js';

/** Rows that are tried. */
const MAX_TRIED = 100;

/** Refused rows that are named. */
const MAX_NAMED = 20;

export interface RefusedRow {
  readonly kind: PersonKind;
  readonly id: string;
  readonly name: string;
  readonly email?: string;
  readonly code: FaultCode;
  readonly message: string;
}

export interface MemberChangePreview {
  /** rows that the change is about, which is what `expected` of the change compares */
  readonly selected: number;
  readonly members: number;
  readonly invitations: number;
  /** rows of the selection that the change is not about: invitations of a suspension */
  readonly notConcerned: number;
  /** so many of the rows were tried */
  readonly tried: number;
  /** of those that were tried: what the journal would say, by the type of its entries */
  readonly effects: readonly { readonly type: string; readonly count: number }[];
  /** of a removal: what stays behind of those who were tried and not refused */
  readonly departure?: Departure;
  readonly refused: { readonly count: number; readonly rows: readonly RefusedRow[] };
}

/**
 * What a change would do, found by doing it to the first hundred rows in a transaction that is given up: the rules are those of the change
 * itself, one row after the other. Hooks are not asked. Faults of `selectRows`,
 * `request.invalid` (nobody is selected).
 */
export async function previewMemberChange(
  deps: MemberChangeDeps,
  ctx: Context,
  organizationId: string,
  request: MemberChangeRequest,
): Promise<MemberChangePreview> {
  const { sources, ...counts } = await selectRows(deps, ctx, organizationId, request);
  requireSomebody(counts.selected);
  const madeBy = instant(ctx.clock.now());
  const inputs: PersonInput[] = [];
  for (let after: string | undefined = '0'; after !== undefined && inputs.length < MAX_TRIED;) {
    const limit = MAX_TRIED - inputs.length;
    const batch = await nextBatch(deps.store.read, sources, { after, limit, madeBy });
    inputs.push(...batch.inputs);
    after = batch.next;
  }
  const { effects, refused } = await tryRows(deps, ctx, organizationId, {
    change: request.change,
    inputs,
  });
  const isRemoval = request.change.kind === 'remove';
  const departure =
    isRemoval && (await departureOfTried(deps, ctx, organizationId, { inputs, refused }));
  const named = refused.slice(0, MAX_NAMED);
  const people = await peopleOf(deps.store.read, organizationId, named);
  const rows = named.map(({ memberId, invitationId, code, message }, at): RefusedRow => ({
    kind: memberId === undefined ? 'invitation' : 'member',
    id: memberId ?? invitationId ?? '',
    name: '',
    ...people[at],
    code,
    message,
  }));
  return {
    ...counts,
    tried: inputs.length,
    effects: [...effects].map(([type, count]) => ({ type, count })),
    ...(departure && { departure }),
    refused: { count: refused.length, rows },
  };
}

async function departureOfTried(
  deps: MemberChangeDeps,
  ctx: Context,
  organizationId: string,
  {
    inputs,
    refused,
  }: { readonly inputs: readonly PersonInput[]; readonly refused: readonly Refusal[] },
): Promise<Departure> {
  const stays = new Set(refused.map(({ memberId }) => memberId));
  const ids = inputs.flatMap((input) =>
    'memberId' in input && !stays.has(input.memberId) ? [input.memberId] : [],
  );
  const scope = await readScope(deps, ctx, organizationId);
  return departureOf(scope, await scope.members.getMany(ids));
}

interface Refusal {
  readonly memberId?: string;
  readonly invitationId?: string;
  readonly code: FaultCode;
  readonly message: string;
}

interface Trial {
  readonly effects: ReadonlyMap<string, number>;
  readonly refused: readonly Refusal[];
}

/** Ends a transaction of which nothing is kept. */
class TrialOver extends Error {
  override readonly name = 'TrialOver';
  constructor(readonly trial: Trial) {
    super('A trial is over.');
  }
}

async function tryRows(
  deps: MemberChangeDeps,
  ctx: Context,
  organizationId: string,
  { change, inputs }: { readonly change: MemberChange; readonly inputs: readonly PersonInput[] },
): Promise<Trial> {
  let types: string[] = [];
  const hear: JournalListener = ({ type }) => void types.push(type);
  const trialDeps = { ...deps, listeners: [...deps.listeners, hear], hooks: undefined };
  try {
    return await inOrganization(trialDeps, ctx, organizationId, async (scope) => {
      const effects = new Map<string, number>();
      const refused: Refusal[] = [];
      for (const input of inputs) {
        types = [];
        try {
          await changeRow(trialDeps, scope, change, input);
          for (const type of types) effects.set(type, (effects.get(type) ?? 0) + 1);
        } catch (error) {
          if (!(error instanceof Fault) || error.kind === 'unavailable') throw error;
          refused.push({ ...input, code: error.code, message: error.message });
        }
      }
      throw new TrialOver({ effects, refused });
    });
  } catch (error) {
    if (error instanceof TrialOver) return error.trial;
    throw error;
  }
}
