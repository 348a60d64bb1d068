import type { Operations } from '@muster/client';

export type Plan = Operations['listPlans']['output']['items'][number];
