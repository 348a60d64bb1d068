import { HOOK_POINTS, type HookPoint } from '#core/index.js';

/** What happens when a hook does not answer as it should. */
export type FailurePolicy = 'open' | 'closed' | 'last_known';

/** What hooks may change of the proposal. */
export interface Changeable {
  /** tokens of its JSON Pointer; `*` stands for any name or index */
  readonly tokens: readonly string[];
  /** in words: what its value has to be */
  readonly kind: string;
  readonly accepts: (value: unknown) => boolean;
}

export interface PointDescription {
  readonly point: HookPoint;
  /** one sentence: what is about to happen */
  readonly summary: string;
  /** where the hook says nothing else */
  readonly onFailure: FailurePolicy;
  /** why that is the default */
  readonly because: string;
  readonly changeable: readonly Changeable[];
  /** what is worked out and cannot be refused: a hook may change it and not deny it */
  readonly cannotDeny?: true;
  /** who makes a hook here needs this beside `hooks:write`: its answers reach as far */
  readonly needs?: 'directory:write';
}

const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

const MAX_TEXT = 1_000;
const MAX_LIST = 100;

const isText = (value: unknown): boolean =>
  typeof value === 'string' && value !== '' && value.length <= MAX_TEXT;

const isTextList = (value: unknown): boolean =>
  Array.isArray(value) && value.length <= MAX_LIST && value.every(isText);

function text(...tokens: string[]): Changeable {
  return { tokens, kind: `a text of 1 to ${MAX_TEXT} characters`, accepts: isText };
}

function texts(name: string): readonly Changeable[] {
  const kind = `a list of at most ${MAX_LIST} texts`;
  return [{ tokens: [name], kind, accepts: isTextList }, text(name, '*')];
}

const USER_ATTRIBUTES: readonly Changeable[] = [
  text('displayName'),
  text('nickName'),
  text('title'),
  text('userType'),
  text('preferredLanguage'),
  text('locale'),
  text('timezone'),
  text('name', 'givenName'),
  text('name', 'familyName'),
  text('name', 'formatted'),
  text(ENTERPRISE, 'employeeNumber'),
  text(ENTERPRISE, 'costCenter'),
  text(ENTERPRISE, 'organization'),
  text(ENTERPRISE, 'division'),
  text(ENTERPRISE, 'department'),
];

const STATED_ATTRIBUTES: readonly Changeable[] = [
  text('displayName'),
  text('firstName'),
  text('lastName'),
  text('locale'),
  ...texts('groups'),
];

type Described = Omit<PointDescription, 'point'>;

function described(
  summary: string,
  [onFailure, because]: readonly [FailurePolicy, string],
  changeable: readonly Changeable[] = [],
): Described {
  return { summary, onFailure, because, changeable };
}

const RETRIED = 'closed';
const TRIED_AGAIN = 'a gate, and the identity provider sends it again';

const TABLE: Readonly<Record<HookPoint, Described>> = {
  before_user_create: described(
    'A directory adds a user over SCIM.',
    [RETRIED, TRIED_AGAIN],
    USER_ATTRIBUTES,
  ),
  before_user_update: described(
    'A directory changes a user over SCIM, other than by deactivating.',
    [RETRIED, TRIED_AGAIN],
    USER_ATTRIBUTES,
  ),
  before_user_deactivate: described('A directory deactivates or deletes a user over SCIM.', [
    'open',
    'nobody keeps access because a hook is down',
  ]),
  before_group_create: described('A directory adds a group over SCIM.', [RETRIED, TRIED_AGAIN]),
  before_group_update: described(
    'A directory changes a group over SCIM: its name, or who is in it.',
    ['open', 'people who leave a group must not keep what it gives'],
  ),
  before_group_delete: described('A directory deletes a group over SCIM.', [
    'open',
    'what the group gave must not stay because a hook is down',
  ]),
  before_role_resolution: {
    ...described(
      'The roles that a member’s groups give are worked out.',
      ['last_known', 'roles neither vanish nor come back while a hook is down'],
      texts('roles'),
    ),
    needs: 'directory:write',
    cannotDeny: true,
  },
  before_invitation_create: described(
    'Somebody invites a person.',
    ['closed', 'a gate, and people can try again'],
    [text('name'), ...texts('roles')],
  ),
  before_invitation_accept: described('An invited person accepts and becomes a member.', [
    'closed',
    'a gate, and the invitation stays',
  ]),
  before_join_request: described('A person asks to join.', [
    'open',
    'an administrator decides about the request anyway',
  ]),
  before_admission: described(
    'A sign-in at an identity provider makes a person a member.',
    ['closed', 'a gate, and people can try again'],
    STATED_ATTRIBUTES,
  ),
  before_sign_in: described(
    'A member signs in at an identity provider.',
    ['open', 'a hook that is down locks nobody out'],
    STATED_ATTRIBUTES,
  ),
  before_seat_allocation: described('A member is given a seat of a product.', [
    'closed',
    'seats cost money',
  ]),
  before_import_row: described('A row of an import adds, invites or changes a person.', [
    'closed',
    'a gate, and the row can be imported again',
  ]),
};

/** All points, in the order in which they are documented. */
export const POINTS: readonly PointDescription[] = HOOK_POINTS.map((point) => ({
  point,
  ...TABLE[point],
}));

export function describePoint(point: HookPoint): PointDescription {
  return { point, ...TABLE[point] };
}

export function isHookPoint(text: string): text is HookPoint {
  return Object.hasOwn(TABLE, text);
}

/** As it is written in a patch. */
export function pointerOf({ tokens }: Changeable): string {
  const escaped = tokens.map((token) => token.replaceAll('~', '~0').replaceAll('/', '~1'));
  return `/${escaped.join('/')}`;
}

/** A point as people read it. */
export interface HookPointView {
  readonly point: HookPoint;
  readonly summary: string;
  readonly onFailure: FailurePolicy;
  readonly because: string;
  /** JSON Pointers */
  readonly changeable: readonly string[];
}

export function hookPoints(): readonly HookPointView[] {
  return POINTS.map(({ point, summary, onFailure, because, changeable }) => ({
    point,
    summary,
    onFailure,
    because,
    changeable: changeable.map(pointerOf),
  }));
}
