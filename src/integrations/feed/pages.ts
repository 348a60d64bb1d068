import type { DomainEvent } from '../events/event.js';

export interface FeedQuery {
  /** a cursor; what it names is not shown again */
  readonly after: string;
  /** types (`member.added`), or all below a word (`member.*`); absent: every type */
  readonly types?: readonly string[] | undefined;
  /** `kind:id`; absent: every object */
  readonly object?: string | undefined;
  /** 1 to 1,000 */
  readonly limit: number;
}

export interface FeedPage {
  readonly events: readonly DomainEvent[];
  /** examined through: moves when nothing matched, too */
  readonly cursor: string;
  /** whether there were entries behind the last one that was examined */
  readonly more: boolean;
}
