import { viewOrganization, type HookObject, type HookQuestion } from '#core/index.js';
import { Fault } from '#kernel/index.js';
import type { Hook, Organization, Store } from '#store/index.js';
import type { HookOwner } from './definitions.js';
import { describePoint, isHookPoint } from './points.js';
import type { Samples } from './samples.js';

/** How a hook is tried out: with a recorded sample, or with a proposal of the caller's. */
export interface TrialInput {
  readonly sampleId?: string;
  readonly proposed?: HookObject;
  /** of a hook of the installation: which organization it is told of */
  readonly organizationId?: string;
}

export interface TrialQuestion {
  readonly question: HookQuestion;
  /** of the sample; absent without one */
  readonly organizationId?: string;
}

/** What the hook is asked. Faults `hook.sample_missing`, `request.invalid`. */
export async function questionOfTrial(
  samples: Samples,
  hook: Hook,
  { sampleId, proposed = {} }: TrialInput,
): Promise<TrialQuestion> {
  if (!isHookPoint(hook.point)) throw new Fault('hook.missing', { id: hook.id });
  const { point } = describePoint(hook.point);
  if (sampleId === undefined) {
    return { question: { point, object: { kind: 'trial' }, version: 0, proposed } };
  }
  await samples.flush();
  const sample = await samples.get(hook.id, sampleId);
  if (sample?.question === undefined) throw new Fault('hook.sample_missing', { sampleId });
  const asked = JSON.parse(sample.question) as RecordedQuestion;
  const { version, ...object } = asked.object;
  const question = {
    point,
    object,
    version,
    proposed: asked.proposed,
    ...(asked.before && { before: asked.before }),
  };
  return { question, organizationId: sample.organizationId };
}

interface RecordedQuestion {
  readonly object: HookQuestion['object'] & { readonly version: number };
  readonly before?: HookObject;
  readonly proposed: HookObject;
}

/** Of a hook of the installation the caller, or the sample, says which one. Faults `organization.missing`, `request.invalid`. */
export async function organizationOfTrial(
  store: Store,
  owner: HookOwner,
  named: string | undefined,
): Promise<Pick<Organization, 'id' | 'name' | 'slug'>> {
  const organizationId = owner ?? named;
  if (organizationId === undefined) {
    const problem = 'is needed where no sample says whose question it is';
    throw new Fault('request.invalid', { errors: [{ field: 'organizationId', problem }] });
  }
  const { organization } = await viewOrganization({ store }, organizationId);
  return organization;
}
