import type { Actor } from '#kernel/index.js';
import { collection, type Phrases, type Stored } from './record.js';

/** What a change is made to, as `target.kind`. The console has words for each. */
export const TARGET_KINDS = [
  'account',
  'api_key',
  'connection',
  'credential',
  'domain',
  'hook',
  'import',
  'installation',
  'invitation',
  'join-request',
  'link-request',
  'mail-template',
  'mass-change',
  'member',
  'operator_key',
  'organization',
  'ownership-offer',
  'product',
  'role',
  'scim-group',
  'scim-user',
  'session',
  'sign-in-link',
  'signing_keys',
  'space',
  'task',
  'webhook',
] as const;

/** One fact, written in the transaction that made it true. Audit log, webhooks, feed and mail will all read this. */
export interface JournalEntry extends Stored {
  readonly organizationId: string;
  /** 1, 2, 3 … per organization, without gaps */
  readonly sequence: number;
  /** dotted, past tense: `member.suspended` */
  readonly type: string;
  /** the first word of the type: `member` */
  readonly family: string;
  readonly actor: Actor;
  readonly target: { readonly kind: string; readonly id: string; readonly name?: string };
  /** absent where `after` lists changes {path, before, after} */
  readonly before?: Readonly<Record<string, unknown>>;
  readonly after?: Readonly<Record<string, unknown>>;
  readonly traceId: string;
  /** member or key who acted, and who or what was acted on: `kind:id`, for filters */
  readonly actorKey: string;
  readonly targetKey: string;
  /** hash of the line before it; empty for the first */
  readonly previous: string;
  /** SHA-256 over the line as it was written and `previous`, hex: no line can be changed or taken out unseen (core/journal) */
  readonly hash: string;
  /** random, part of what is hashed: an erased payload cannot be guessed by its hash. Absent in entries of older releases */
  readonly salt?: string;
  /** sequence of the entry `journal.erased` by which personal data was last taken out of this one */
  readonly erasedIn?: number;
}

/** How the keys of actors begin that are connections of directories. */
export const CONNECTION_ACTORS = 'connection:';

/** The beginnings of target and actor, and the actor's id wherever else it stands: the characters of `own` below. */
const [TARGET, ACTOR, ACTOR_ID] = ['\x01', '\x02', '\x04'] as const;

const PHRASES: Phrases<JournalEntry> = {
  columns: ['targetKey', 'actorKey'],
  own: ({ targetKey = '', actorKey = '' }) => {
    const [targetKind, targetId] = partsOf(targetKey);
    const [actorKind, actorId] = partsOf(actorKey);
    return [
      `{"kind":"${targetKind}","id":"${targetId}"`,
      `{"kind":"${actorKind}","id":"${actorId}"`,
      targetId,
      actorId,
    ];
  },
  always: [
    `{"target":${TARGET},"name":"`,
    `{"target":${TARGET}},`,
    '"},"after":{',
    '"before":{"',
    '},"after":{"',
    `"connectionId":"${ACTOR_ID}","memberId":"`,
    `"connectionId":"${ACTOR_ID}"`,
    `"memberId":"`,
    '"status":"active","source":"scim","roles":["member"],"email":"',
    '"status":"',
    '"source":"',
    '"roles":["',
    '"email":"',
    '"active":true',
    '"active":false',
    `},"actor":${ACTOR},"name":"`,
    '},"actor":{"kind":"operator","name":"operator"},"salt":"',
    '},"actor":{"kind":"system","name":"',
    '","credentialId":"',
    '","sessionId":"',
    '"},"salt":"',
    '"after":{"changes":[{"path":"',
    '},{"path":"',
    '","before":',
    ',"after":',
  ],
};

/** Kind and id of `member:0192…`. */
function partsOf(key: string): readonly [kind: string, id: string] {
  const mark = key.indexOf(':');
  return [key.slice(0, Math.max(0, mark)), key.slice(mark + 1)];
}

export const journal = collection<JournalEntry>({
  name: 'journal',
  idType: 'uuid',
  columns: {
    organizationId: 'shared',
    sequence: 'integer',
    type: 'shared',
    family: 'shared',
    actorKey: 'text',
    targetKey: 'text',
    traceId: 'uuid',
    previous: 'digest',
    hash: 'digest',
  },
  required: ['organizationId', 'sequence', 'type', 'family', 'actorKey', 'targetKey'],
  isAppended: true,
  phrases: PHRASES,
  unique: [{ name: 'sequence', on: ['organizationId', 'sequence'] }],
  // none of the type: a list by type looks at entries in their order, so many a page (core/journal/list.ts); none of the time, which rises
  // with the sequence (core/journal/times.ts)
  indexes: [
    {
      name: 'actor',
      on: ['organizationId', 'actorKey', 'sequence'],
      // what directories do is most of a journal: a list of it looks at entries in their order, too
      except: { column: 'actorKey', beginning: CONNECTION_ACTORS },
    },
    { name: 'target', on: ['organizationId', 'targetKey', 'sequence'], behind: ['targetKey', ':'] },
  ],
  // members and addresses that an entry names beside its target (journal-subjects)
  searchScope: 'organizationId',
});
