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
}

/** What the hook is asked. Faults `hook.sample_missing`, `request.invalid`. */
export async function questionOfTrial(
  samples: Samples,
  hook: Hook,
  { sampleId, proposed = {} }: TrialInput,
): Promise<HookQuestion> {
  if (!isHookPoint(hook.point)) throw new Fault('hook.missing', { id: hook.id });
  const { point } = describePoint(hook.point);
  if (sampleId === undefined) {
    return { point, object: { kind: 'trial' }, version: 0, proposed };
  }
  await samples.flush();
  const sample = await samples.get(hook.id, sampleId);
  if (sample?.question === undefined) throw new Fault('hook.sample_missing', { sampleId });
  const asked = JSON.parse(sample.question) as RecordedQuestion;
  const { version, ...object } = asked.object;
  return {
    point,
    object,
    version,
    proposed: asked.proposed,
    ...(asked.before && { before: asked.before }),
  };
}

interface RecordedQuestion {
  readonly object: HookQuestion['object'] & { readonly version: number };
  readonly before?: HookObject;
  readonly proposed: HookObject;
}

/** Of a hook of the installation there is no organization to name. */
export async function organizationOfTrial(
  store: Store,
  owner: HookOwner,
): Promise<Pick<Organization, 'id' | 'name' | 'slug'>> {
  if (owner === undefined) return { id: '', name: '', slug: '' };
  const { organization } = await viewOrganization({ store }, owner);
  return organization;
}
