import type { Core, Preset } from '#core/index.js';
import type { Context } from '#kernel/index.js';
import { DemoDirectory, type DirectoryDeps } from './directory.js';
import type { DemoOrganization } from './organization.js';
import { createRandom, makePeople, type DemoPerson } from './people.js';
import { DAY_MS, HISTORY_DAYS, Timeline, type DemoClock } from './timeline.js';
import { addDirectory } from './directory-history.js';
import { addPeopleHistory } from './people-history.js';

export interface DemoDeps extends DirectoryDeps {
  readonly clock: DemoClock;
  /** the present */
  readonly today: number;
}

export interface FilledOrganization {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  readonly preset: string;
  /** who can sign in and sees everything */
  readonly ownerEmail: string;
}

/** Companies, by preset; one of a preset that the operator wrote has its title. */
const COMPANIES: Readonly<Record<string, readonly [name: string, color: string]>> = {
  standard: ['Northwind Trading', '#3b53c4'],
  lensai: ['Halden Optics', '#0f6b5c'],
  logto: ['Fernweh Travel', '#7a3db8'],
  lonti: ['Brightline Software', '#a8470f'],
  nti: ['Cobalt Engineering', '#1f5fa8'],
  spaces: ['Riverside Clinics', '#9a2b55'],
};

/** By which `muster demo` finds what it made. */
export const DEMO_SLUG = 'demo-';

/** Makes the example organization of a preset, with two months of history. The same seed makes the same people and the same events. */
export async function fillOrganization(
  deps: DemoDeps,
  preset: Preset,
  { users, seed, slug }: { readonly users: number; readonly seed: number; readonly slug: string },
): Promise<FilledOrganization> {
  const { core, ctx, clock, today } = deps;
  const random = createRandom(seed + sumOf(preset.name));
  const [company, color] = COMPANIES[preset.name] ?? [preset.title, '#3b53c4'];
  const domain = `${slugOf(company.split(' ')[0] ?? company)}.example.com`;
  const [owner, ...people] = makePeople(random, users, domain);
  if (!owner) throw new RangeError('an organization has one person at least');
  clock.set(today - HISTORY_DAYS * DAY_MS);
  const name = `${company} (demo)`;
  const plan = planFor(preset);
  const { id } = await core.organizations.create(ctx(), {
    name,
    slug,
    preset: preset.name,
    plan,
    owner,
  });
  const [first] = (await core.members.list(ctx(), id, { limit: 1 })).items;
  if (!first) throw new Error('the organization has no owner');
  const asOwner = (): Promise<Context> => core.callers.asMember(ctx(), id, first.id);
  const timeline = new Timeline(clock, random, today);
  const change = {
    branding: { color },
    policies: { joinRequests: 'open' },
    timeZone: 'Europe/Berlin',
  } as const;
  await core.organizations.update(await asOwner(), { organizationId: id }, change);
  const organization: DemoOrganization = {
    core,
    preset,
    id,
    ownerId: first.id,
    random,
    timeline,
    ctx,
    asOwner,
    productIds: await addProducts(core, await asOwner(), id, users),
    spaceIds: await addSpaces(core, await asOwner(), id),
    connect: (connectionId, token) => new DemoDirectory(deps, connectionId, token),
  };
  const { byDirectory, others } = parted(people);
  await addDirectory(organization, byDirectory);
  addPeopleHistory(organization, others, makePeople(random, 9, 'harbor-studio.example.com'));
  addSeatTrend(organization);
  await timeline.run();
  return { id, slug, name, preset: preset.name, ownerEmail: owner.email };
}

/** The use of seats is written down at the end of each day, as the job does it. */
function addSeatTrend({ core, ctx, timeline }: DemoOrganization): void {
  const { signal } = new AbortController();
  for (let daysAgo = HISTORY_DAYS; daysAgo > 0; daysAgo -= 1) {
    timeline.addAtEndOf(daysAgo, () => core.seats.trends.note(ctx(), signal));
  }
}

/** Most people come through the directory; the others are invited or added. */
function parted(people: readonly DemoPerson[]): {
  readonly byDirectory: readonly DemoPerson[];
  readonly others: readonly DemoPerson[];
} {
  const count = Math.ceil(people.length * 0.6);
  return { byDirectory: people.slice(0, count), others: people.slice(count) };
}

/** One that includes everything and refuses nobody. */
function planFor({ plans, defaultPlan }: Preset): string {
  const open = plans.filter(
    ({ features, members }) => features.includes('*') && members.kind !== 'hard',
  );
  return (open.find(({ name }) => name === defaultPlan) ?? open[0])?.name ?? defaultPlan;
}

async function addProducts(
  core: Core,
  ctx: Context,
  organizationId: string,
  users: number,
): Promise<readonly string[]> {
  const products = [
    { key: 'studio', name: 'Studio', seats: Math.max(3, Math.ceil(users * 0.7)) },
    { key: 'reports', name: 'Reports', seats: Math.max(2, Math.ceil(users * 0.2)) },
  ];
  const ids: string[] = [];
  for (const input of products)
    ids.push((await core.products.create(ctx, organizationId, input)).id);
  return ids;
}

async function addSpaces(
  core: Core,
  ctx: Context,
  organizationId: string,
): Promise<readonly string[]> {
  const ids: string[] = [];
  for (const name of ['Customers', 'Design', 'Operations']) {
    ids.push((await core.spaces.create(ctx, organizationId, { name })).id);
  }
  return ids;
}

function slugOf(name: string): string {
  return name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
}

function sumOf(text: string): number {
  return [...text].reduce((sum, character) => sum * 31 + (character.codePointAt(0) ?? 0), 7) % 1e6;
}
