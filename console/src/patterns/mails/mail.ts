import type { Operations } from '@muster/client';
import type { StatusTone } from '../../parts/status.js';

export type Mail = Operations['listMails']['output']['items'][number];
export type MailStatus = Mail['status'];

export const TONES: Readonly<Record<MailStatus, StatusTone>> = {
  queued: 'waiting',
  digest: 'waiting',
  sending: 'waiting',
  sent: 'ok',
  delivered: 'ok',
  bounced: 'bad',
  failed: 'bad',
  suppressed: 'off',
};

export const STATUSES = Object.keys(TONES) as readonly MailStatus[];

/** What failed or was taken back is sent again; what waits is sent at once. */
export function mayRetry({ status }: Mail): boolean {
  return ['failed', 'bounced', 'suppressed', 'queued'].includes(status);
}

export function mayCancel({ status }: Mail): boolean {
  return status === 'queued' || status === 'digest';
}
