import type { Operations } from '@muster/client';

export type Connection = Operations['listConnections']['output']['items'][number];
