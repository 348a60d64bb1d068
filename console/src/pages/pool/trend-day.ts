import type { Operations } from '@muster/client';

/** Figures of a pool at the end of a day in UTC. */
export type TrendDay = Operations['getProductTrend']['output']['days'][number];
