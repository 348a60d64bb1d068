import { Fault, instant, isFault, newId, readName } from '#kernel/index.js';
import type { OidcConnection, SamlConnection, SignInConnection, Stored } from '#store/index.js';
import { ceilingOf, requirePermission } from '#core/access/index.js';
import {
  endOfSessionsSoFar,
  firstVersion,
  requireNotEnforced,
  requireStepUp,
  secondStepValuesOf,
  showsContext,
  type OrganizationScope,
} from '#core/tenancy/index.js';
import { requireMayClose, requireMayOpen } from '../connection-access.js';
import { attributeNamesOf } from './attribute-names.js';
import {
  configurationChange,
  describeProvider,
  isTested,
  nameOfProvider,
  type ProviderGiven,
} from './configurations.js';
import { connectionEntry, requireScimConnection, writeConnection } from './records.js';
import { WATCH_MS } from './watches.js';

export type { ProviderGiven } from './configurations.js';

/** What can be said of how people sign in; null: as if it had never been said. */
type Options = Pick<
  SignInConnection,
  | 'justInTime'
  | 'pairedWith'
  | 'signInContext'
  | 'stepUpContext'
  | 'secondStep'
  | 'secondStepValues'
  | 'forceAuthn'
  | 'singleLogout'
> &
  Pick<SamlConnection, 'unsolicited' | 'nameIdFormat'> &
  Pick<
    OidcConnection,
    'clientId' | 'clientAuthentication' | 'scopes' | 'maxAge' | 'hostedDomains' | 'withoutPkce'
  >;

/** Keeps the secret of a client in the transaction of its connection; resolves to the id by which it is found. */
export type KeepSecret = (
  scope: OrganizationScope,
  connection: Pick<SignInConnection, 'id' | 'organizationId'>,
) => Promise<string>;

type Clearable<T> = { readonly [Name in keyof T]?: T[Name] | null };

export interface SignInChange extends Clearable<Options> {
  readonly name?: string;
  readonly notifyMembers?: boolean;
  readonly status?: 'active' | 'disabled';
  readonly preset?: SignInConnection['preset'];
  readonly names?: SignInConnection['names'];
  readonly given?: ProviderGiven;
  /** the public URL below which our addresses are from now on */
  readonly issuedFor?: string;
  /** of kind oidc; it can be changed without a new test: whom to believe stays the same */
  readonly clientSecret?: KeepSecret;
}

export interface NewSignInConnection extends Omit<SignInChange, 'status'> {
  readonly kind: SignInConnection['kind'];
  readonly name: string;
  readonly issuedFor: string;
}

/** Without a provider, or untested: nobody signs in by it before it is activated. */
export async function insertSignInConnection(
  scope: OrganizationScope,
  { kind, name, notifyMembers, given, issuedFor, clientSecret, ...input }: NewSignInConnection,
): Promise<SignInConnection> {
  const { ctx, tx, organization, journal } = scope;
  const { preset = 'custom', names = {}, ...options } = input;
  await requirePairing(scope, options.pairedWith);
  const ceiling = ceilingOf(ctx);
  const own = { id: newId(), organizationId: organization.id };
  const clientSecretId = await clientSecret?.(scope, own);
  const connection = firstVersion<SignInConnection>(ctx, {
    ...own,
    kind,
    name: readName(name),
    status: 'disabled',
    mappingMode: 'union',
    preset,
    configuration: 1,
    issuedFor,
    names,
    ...said(options),
    ...(clientSecretId !== undefined && { clientSecretId }),
    ...(given && { ...given, dueAt: instant(ctx.clock.now() + WATCH_MS) }),
    ...(notifyMembers && { notifyMembers }),
    ...(ceiling && { ceiling }),
  } as Omit<SignInConnection, keyof Stored>);
  requireSound(connection);
  requireMayWeaken(ctx, undefined, connection);
  await tx.connections.insert(connection);
  await journal.append({
    ...connectionEntry(connection, 'created'),
    after: { kind, ...entryFieldsOf(connection) },
  });
  return connection;
}

/**
 * Faults `connection.untested` (to activate needs a test sign-in with the configuration as it is), `request.invalid`,
 * `permission.escalation`, `permission.missing` (also: what counts as a second step is said by who may say where one is required),
 * `step_up.required`.
 */
export async function updateSignInConnection(
  scope: OrganizationScope,
  before: SignInConnection,
  change: SignInChange,
): Promise<SignInConnection> {
  const { ctx, journal } = scope;
  await requirePairing(scope, change.pairedWith);
  const wanted = withSaid(before, change);
  requireSound(wanted);
  requireMayWeaken(ctx, before, wanted);
  const changed = configurationChange(before, wanted);
  const isReconfigured = changed.length > 0;
  const status = change.status ?? (isReconfigured ? 'disabled' : before.status);
  const isClosed = before.status === 'active' && status === 'disabled' && !isReconfigured;
  const isOpened = !isClosed && (status !== before.status || isReconfigured);
  // another attribute that groups are read from gives what the mappings give to other people
  const isRegrouped = attributeNamesOf(before).groups !== attributeNamesOf(wanted).groups;
  if (isClosed || isReconfigured) {
    requireNotEnforced(scope.organization, { connectionId: before.id });
  }
  if (isClosed) await requireMayClose(scope, before);
  if (isOpened || isRegrouped) await requireMayOpen(scope, before);
  if (isOpened) {
    // of a connection that was in use, people are bound to it: whom to believe then is asked everywhere
    const wasInUse = before.tested !== undefined && isReconfigured;
    requireStepUp(ctx, 'connections', { always: wasInUse });
  }
  const configuration = before.configuration + (isReconfigured ? 1 : 0);
  const next = { ...wanted, status, configuration };
  if (status === 'active') requireTested(next);
  const isAsked = before.status !== 'active' || before.signInContext !== wanted.signInContext;
  if (status === 'active' && isAsked) requireContextShown(next);
  const { ceiling: _of, concern, ...rest } = next;
  const now = instant(ctx.clock.now());
  const ceiling = isReconfigured ? ceilingOf(ctx) : before.ceiling;
  const endsSessions = (before.status === 'active' && status === 'disabled') || isReconfigured;
  const clientSecretId = await change.clientSecret?.(scope, before);
  const after = await writeConnection<SignInConnection>(
    scope,
    {
      ...rest,
      ...(ceiling && { ceiling }),
      // of what is given anew, the next look says it
      ...(concern && !change.given && { concern }),
      version: before.version,
    },
    {
      ...(clientSecretId !== undefined && { clientSecretId }),
      ...(isReconfigured && { configuredAt: now }),
      ...(endsSessions && { sessionsEndedAt: await endOfSessionsSoFar(ctx, scope.tx) }),
      ...(change.given && { dueAt: instant(ctx.clock.now() + WATCH_MS) }),
    },
  );
  await journal.append({
    ...connectionEntry(after, isReconfigured ? 'reconfigured' : 'updated'),
    before: entryFieldsOf(before),
    after: { ...entryFieldsOf(after), ...(isReconfigured && { changed }) },
  });
  return after;
}

/** The record as it is said to be; what is null was never said. */
function withSaid(before: SignInConnection, change: SignInChange): SignInConnection {
  const { name, given, status: _status, names, clientSecret: _secret, ...options } = change;
  const cleared = new Set(
    Object.keys(options).filter((key) => options[key as keyof typeof options] === null),
  );
  const kept = Object.entries(before).filter(([key]) => !cleared.has(key));
  const after = {
    ...Object.fromEntries(kept),
    ...said(options),
    ...given,
    ...(names && { names }),
    ...(name !== undefined && { name: readName(name) }),
  };
  return after as unknown as SignInConnection;
}

function said<T extends object>(options: T): { [Name in keyof T]: Exclude<T[Name], null> } {
  const entries = Object.entries(options).filter(([, value]) => value !== null);
  return Object.fromEntries(entries) as ReturnType<typeof said<T>>;
}

/** Fault `connection.untested`. */
function requireTested(connection: SignInConnection): void {
  if (connection.provider !== undefined && isTested(connection)) return;
  const { id, configuration, tested, provider } = connection;
  throw new Fault('connection.untested', {
    id,
    configuration,
    tested: tested?.configuration ?? 0,
    provider: provider ? nameOfProvider(provider) : 'missing',
  });
}

/**
 * Fault `request.invalid`: a minimum that the provider never shows would close the connection to everybody, who sets it included. So the
 * last test sign-in has to have shown it.
 */
function requireContextShown({ tested, signInContext }: SignInConnection): void {
  if (showsContext({ authnMethods: tested?.shown ?? [] }, signInContext)) return;
  const problem =
    'is not what the last test sign-in showed; set it while the connection is disabled, ' +
    'make a test sign-in, which asks for it, and activate the connection then';
  throw new Fault('request.invalid', { errors: [{ field: 'signInContext', problem }] });
}

/** Fault `request.invalid`: what counts must be something that the provider says. */
function requireSecondStepSaid(connection: SignInConnection): void {
  const { secondStep, preset } = connection;
  if (secondStep !== 'provider' || secondStepValuesOf(connection).length > 0) return;
  const problem = `must name what counts: providers of preset ${preset} say nothing of a second step by themselves`;
  throw new Fault('request.invalid', { errors: [{ field: 'secondStepValues', problem }] });
}

/** Fault `request.invalid`: what the connection asks for must be there; what kind oidc asks for. */
function requireSound(connection: SignInConnection): void {
  requireSecondStepSaid(connection);
  if (connection.kind !== 'oidc') return;
  const { preset, hostedDomains = [], withoutPkce, provider } = connection;
  if (preset === 'google' && hostedDomains.length === 0) {
    const problem = 'must name the domains of Google Workspace whose people are let in';
    throw new Fault('request.invalid', { errors: [{ field: 'hostedDomains', problem }] });
  }
  if (withoutPkce && provider?.takesPkce !== false) {
    const problem = 'is for providers alone whose discovery does not say S256';
    throw new Fault('request.invalid', { errors: [{ field: 'withoutPkce', problem }] });
  }
}

/**
 * What a connection asks of sign-ins, and whose second step counts, is a rule of the organization about its security: it takes the same
 * right, and the same step-up. Faults `permission.missing`, `step_up.required`.
 */
function requireMayWeaken(
  ctx: OrganizationScope['ctx'],
  before: SignInConnection | undefined,
  after: SignInConnection,
): void {
  if (strengthOf(before) === strengthOf(after)) return;
  requirePermission(ctx, 'security:write');
  requireStepUp(ctx, 'security');
}

function strengthOf(connection: SignInConnection | undefined): string {
  const { signInContext, stepUpContext, secondStep } = connection ?? {};
  // another preset can let other values count
  const values = connection && secondStep === 'provider' ? secondStepValuesOf(connection) : 'ours';
  return JSON.stringify([signInContext, stepUpContext, values]);
}

/** Faults `request.invalid`: what is paired with is a SCIM connection of the organization. */
async function requirePairing(
  scope: OrganizationScope,
  id: string | null | undefined,
): Promise<void> {
  if (id === undefined || id === null) return;
  try {
    await requireScimConnection(scope, id);
  } catch (error) {
    if (!isFault(error, 'connection.missing', 'connection.kind', 'connection.deleting'))
      throw error;
    const problem = 'must be the id of a connection of kind scim of this organization';
    throw new Fault('request.invalid', { errors: [{ field: 'pairedWith', problem }] });
  }
}

/** Never certificates as a whole: fingerprints say which they are. */
function entryFieldsOf(connection: SignInConnection): Record<string, unknown> {
  const { provider, metadata, tested, ...rest } = connection;
  const options: Partial<Record<OptionName, unknown>> = rest;
  return {
    name: rest.name,
    status: rest.status,
    configuration: rest.configuration,
    preset: rest.preset,
    names: rest.names,
    issuedFor: rest.issuedFor,
    ...(provider && { provider: describeProvider(provider) }),
    ...(metadata && { metadata: metadata.kind === 'url' ? metadata.url : 'document' }),
    ...(tested && { tested: tested.configuration }),
    ...Object.fromEntries(
      OPTION_NAMES.flatMap((name) => (options[name] === undefined ? [] : [[name, options[name]]])),
    ),
  };
}

const OPTION_NAMES = [
  'justInTime',
  'unsolicited',
  'nameIdFormat',
  'pairedWith',
  'signInContext',
  'stepUpContext',
  'secondStep',
  'secondStepValues',
  'forceAuthn',
  'singleLogout',
  'notifyMembers',
  'clientId',
  'clientAuthentication',
  'clientSecretId',
  'scopes',
  'maxAge',
  'hostedDomains',
  'withoutPkce',
] as const;

type OptionName = (typeof OPTION_NAMES)[number];
