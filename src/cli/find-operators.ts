import { configuredOperatorKeys, operatorKeyFile, type Settings } from '#settings/index.js';
import { EXIT } from './exit-codes.js';
import type { CliDeps } from './cli-deps.js';
import { createLocalOperator, listeningUrl } from './local-operators.js';
import type { ConnectionView, Operator, OrganizationView } from './operators.js';
import { Refusal } from './refusals.js';
import { isAnswering, createRemoteOperator } from './remote-operators.js';

/**
 * The running server where there is one, so that two programs do not hold one database; else the store itself. `url` names a
 * server elsewhere: then nothing else will do.
 */
export async function findOperator(
  deps: CliDeps,
  settings: Settings,
  url: string | undefined,
): Promise<Operator> {
  const target = url?.replace(/\/+$/, '') ?? listeningUrl(settings);
  if (url === undefined && !(await isAnswering(target))) return createLocalOperator(deps, settings);
  const [key] = await configuredOperatorKeys(settings);
  if (key === undefined) {
    const message = `there is no operator key: neither the setting operator.key nor ${operatorKeyFile(settings)}`;
    const next = 'set MUSTER_OPERATOR__KEY to the key of that server';
    throw new Refusal(message, 'the settings', next, EXIT.usage);
  }
  return createRemoteOperator({ url: target, key });
}

/** By id or slug. */
export async function findOrganization(
  operator: Operator,
  idOrSlug: string,
): Promise<OrganizationView> {
  const list = await operator.organizations();
  const found = list.find(({ id, slug }) => id === idOrSlug || slug === idOrSlug);
  if (found) return found;
  const names = list.slice(0, 10).map(({ slug }) => slug);
  const next =
    names.length === 0
      ? 'make one with `muster create-organization --name …`'
      : `take the id or the slug of one; there are ${names.join(', ')}`;
  throw new Refusal(`there is no organization ${idOrSlug}`, 'the command', next, EXIT.usage);
}

/** By id or name. */
export async function findConnection(
  operator: Operator,
  organization: OrganizationView,
  idOrName: string,
): Promise<ConnectionView> {
  const list = await operator.connections(organization.id);
  const found = list.filter(({ id, name }) => id === idOrName || name === idOrName);
  const [first] = found;
  if (first && found.length === 1) return first;
  if (first) {
    const ids = found.map(({ id }) => id).join(', ');
    const message = `${organization.slug} has ${found.length} connections named ${idOrName}`;
    throw new Refusal(message, 'the command', `take the id of one: ${ids}`, EXIT.usage);
  }
  const names = list.slice(0, 10).map(({ name }) => name);
  const next = `take the id or the name of one${names.length === 0 ? '' : ` (${names.join(', ')})`}, or make it with --create-connection`;
  const message = `${organization.slug} has no connection ${idOrName}`;
  throw new Refusal(message, 'the command', next, EXIT.usage);
}
