import type { Operations } from '@muster/client';

export type Domain = Operations['getDomain']['output'];

export type DialogName = 'prove' | 'settings' | 'remove';
