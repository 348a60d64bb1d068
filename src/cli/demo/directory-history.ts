import type { DemoDirectory } from './directory.js';
import type { DemoOrganization } from './organization.js';
import { DEPARTMENTS, type Department, type DemoPerson } from './people.js';

type GroupIds = ReadonlyMap<Department, string>;

/** A connection whose groups give roles, spaces and seats, and the people who come, change and go through it. */
export async function addDirectory(
  organization: DemoOrganization,
  people: readonly DemoPerson[],
): Promise<void> {
  const { core, id, asOwner, timeline, random } = organization;
  const ctx = await asOwner();
  const connection = await core.connections.create(ctx, id, { kind: 'scim', name: 'Okta' });
  const { token } = await core.credentials.create(ctx, id, connection.id, {
    kind: 'token',
    name: 'Okta provisioning',
  });
  const directory = organization.connect(connection.id, token);
  const groups = new Map<Department, string>();
  for (const department of DEPARTMENTS)
    groups.set(department, await directory.addGroup(department));
  await mapGroups(organization, connection.id, groups);
  for (const [index, person] of people.entries()) {
    // most of them at the start, then new colleagues
    const daysAgo =
      index < people.length * 0.7 ? timeline.between(58, 55) : timeline.between(54, 3);
    let userId = '';
    timeline.add(daysAgo, async () => {
      userId = await directory.addUser(person);
      await directory.addToGroup(groups.get(person.department) ?? '', userId);
    });
    const later = timeline.between(Math.max(1, daysAgo - 1), 0);
    const fate = random();
    if (fate < 0.1) timeline.add(later, () => directory.deactivate(userId));
    else if (fate < 0.25) {
      timeline.add(later, () => directory.setTitle(userId, `Senior ${person.title.toLowerCase()}`));
    } else if (fate < 0.35) timeline.add(later, () => alsoIn(directory, groups, userId));
  }
}

/** A project of another department. */
function alsoIn(directory: DemoDirectory, groups: GroupIds, userId: string): Promise<void> {
  return directory.addToGroup(groups.get('Support') ?? '', userId);
}

/** IT administers; every department has a seat or a space. */
async function mapGroups(
  { core, id, preset, asOwner, productIds, spaceIds }: DemoOrganization,
  connectionId: string,
  groups: GroupIds,
): Promise<void> {
  const admin = preset.roles.find(({ standing, mappable }) => standing === 'admin' && mappable);
  const [studio = '', reports = ''] = productIds;
  const [customers = '', design = '', operations = ''] = spaceIds;
  const [manager = '', member = ''] = preset.spaceRoles.map(({ name }) => name);
  const of = (department: Department): { groupId: string } => ({
    groupId: groups.get(department) ?? '',
  });
  await core.groupMappings.replace(await asOwner(), id, connectionId, {
    mode: 'first',
    ...(preset.defaultRole !== undefined && { defaultRole: preset.defaultRole }),
    overSeatLimit: 'queue',
    mappings: [
      ...(admin ? [{ ...of('IT'), role: admin.name }] : []),
      { ...of('IT'), space: { spaceId: operations, role: manager } },
      { ...of('Engineering'), productId: studio },
      { ...of('Engineering'), space: { spaceId: design, role: member } },
      { ...of('Sales'), space: { spaceId: customers, role: member } },
      { ...of('Support'), space: { spaceId: customers, role: member } },
      { ...of('Finance'), productId: reports },
    ],
    vouch: true,
  });
}
