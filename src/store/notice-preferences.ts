import { collection, type Stored } from './record.js';

/** What a member wants to hear of, and how. What is not named follows the matrix of the member's roles. */
export interface NoticePreference extends Stored {
  readonly organizationId: string;
  readonly memberId: string;
  /** by name of the notice */
  readonly notices: Readonly<Record<string, 'mail' | 'digest' | 'in_app' | 'off'>>;
}

export const noticePreferences = collection<NoticePreference>({
  name: 'notice-preferences',
  columns: { organizationId: 'shared', memberId: 'text' },
  required: ['organizationId', 'memberId'],
  unique: [{ name: 'member', on: ['memberId'] }],
  indexes: [{ name: 'organization', on: ['organizationId'] }],
});
