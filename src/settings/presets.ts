import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { LOCALES } from '#kernel/index.js';
import { readYaml } from './yaml-files.js';

const name = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,39}$/, 'must be lower-case letters, digits and -, from a letter on');

const permission = z
  .string()
  .regex(/^[a-z][a-z0-9-]*:(read|write)(:own)?$/, 'must be area:read or area:write, perhaps :own');

const channel = z.enum(['mail', 'digest', 'in_app', 'off']);

const role = z.strictObject({
  name,
  title: z.string().min(1),
  /** in mails and on pages in these languages; `title` in every other */
  titles: z.partialRecord(z.enum(LOCALES), z.string().min(1)).optional(),
  description: z.string().min(1).optional(),
  /** what the rules about the last owner and the last administrator count */
  standing: z.enum(['owner', 'admin', 'none']),
  /** whether a group of an identity provider may grant it */
  mappable: z.boolean(),
  permissions: z.array(permission),
  /** roles that its holders may give; `*`: all but an owner's, as far as they hold what it permits */
  grants: z.array(z.union([name, z.literal('*')])).default([]),
  /** roles whose holders they may touch */
  manages: z.array(z.union([name, z.literal('*')])).default([]),
  /** given on top of a role, by hand and never by invitation; may end at a time */
  elevation: z.boolean().optional(),
  /** reaches every space without being assigned, as this space role */
  everySpace: name.optional(),
  notices: z.record(z.string(), channel).optional(),
  /** of those that reach owners and administrators and are not named in `notices` */
  otherNotices: channel.optional(),
});

const plan = z.strictObject({
  name,
  title: z.string().min(1),
  features: z.array(z.string().min(1)),
  members: z.strictObject({
    limit: z.int().min(1).optional(),
    kind: z.enum(['hard', 'soft', 'metered']),
    included: z.int().min(0).optional(),
    /** people beyond a soft limit */
    grace: z.int().min(0).optional(),
    price: z.string().min(1).optional(),
    pendingCounts: z.boolean().default(false),
  }),
  roles: z.array(name).min(1).optional(),
});

const presetSchema = z
  .strictObject({
    name,
    title: z.string().min(1),
    roles: z.array(role).min(1),
    spaceRoles: z.array(z.strictObject({ name, title: z.string().min(1) })).min(1),
    plans: z.array(plan).min(1),
    defaultPlan: name,
    personal: z.strictObject({ plan: name }).optional(),
    singleRole: z.boolean().default(false),
    defaultRole: name.optional(),
    /** who may ask to join where the organization says nothing; `domains` when absent */
    joinRequests: z.enum(['open', 'domains', 'closed']).optional(),
    /** whether members may leave where the organization says nothing; `allowed` when absent */
    selfRemoval: z.enum(['allowed', 'refused']).optional(),
  })
  .superRefine((preset, context) => {
    const addIssue = (message: string): void => context.addIssue({ code: 'custom', message });
    const names = preset.roles.map((role) => role.name);
    for (const duplicates of names.filter((one, index) => names.indexOf(one) !== index)) {
      addIssue(`the role ${duplicates} is listed twice`);
    }
    if (preset.roles.every((role) => role.standing === 'none')) {
      addIssue(
        'one role must have the standing owner or admin, or the organization could not be administered',
      );
    }
    for (const role of preset.roles) {
      if (role.standing === 'owner' && role.mappable) {
        addIssue(
          `the role ${role.name} is an owner's and must not be mappable: a person makes an owner`,
        );
      }
    }
    for (const { name: elevation } of preset.roles.filter(
      ({ elevation, mappable, standing }) => elevation && (mappable || standing !== 'none'),
    )) {
      addIssue(
        `the role ${elevation} is an elevation: it must not be mappable, its standing is none`,
      );
    }
    const spaceRoles = new Set(preset.spaceRoles.map((spaceRole) => spaceRole.name));
    for (const { name: reaching, everySpace } of preset.roles) {
      if (everySpace === undefined || spaceRoles.has(everySpace)) continue;
      addIssue(`the role ${reaching} reaches every space as ${everySpace}, which is no space role`);
    }
    const fallback = preset.roles.find((role) => role.name === preset.defaultRole);
    if (preset.defaultRole !== undefined && !fallback) {
      addIssue(`defaultRole ${preset.defaultRole} is none of the roles`);
    }
    if (fallback?.standing === 'owner') addIssue('defaultRole must not be an owner');
    if (fallback?.elevation) addIssue('defaultRole must not be an elevation');
    const plans = new Set(preset.plans.map(({ name: plan }) => plan));
    for (const plan of [preset.defaultPlan, ...(preset.personal ? [preset.personal.plan] : [])]) {
      if (!plans.has(plan)) addIssue(`the plan ${plan} is none of the plans`);
    }
    for (const { name: plan, roles } of preset.plans) {
      const unknownRole = roles?.find((role) => !names.includes(role));
      if (unknownRole !== undefined)
        addIssue(`the plan ${plan} speaks of ${unknownRole}, which is no role`);
    }
    const known = new Set([...names, '*']);
    for (const role of preset.roles) {
      for (const other of [...role.grants, ...role.manages]) {
        if (!known.has(other))
          addIssue(`the role ${role.name} speaks of ${other}, which is no role`);
      }
    }
  });

/** The roles, space roles and plans that an organization starts with. */
export type RolePreset = Readonly<z.infer<typeof presetSchema>>;

/** Every preset of the folder, by file name; faults go into `problems`, each with its file. */
export function loadPresets(folder: string, problems: string[]): RolePreset[] {
  let files: string[];
  try {
    files = readdirSync(folder).filter((file) => /\.ya?ml$/.test(file));
  } catch {
    problems.push(`presets.folder: the folder ${folder} cannot be read`);
    return [];
  }
  if (files.length === 0) problems.push(`presets.folder: ${folder} holds no preset (*.yaml)`);
  return files.sort().flatMap((file) => readPreset(folder, file, problems));
}

function readPreset(folder: string, file: string, problems: string[]): RolePreset[] {
  const where = `preset ${file}`;
  const value = readYaml(join(folder, file), where, problems);
  if (value === undefined) return [];
  const parsed = presetSchema.safeParse(value);
  if (!parsed.success) {
    for (const issue of parsed.error.issues) {
      problems.push(`${[where, ...issue.path.map(String)].join(' ')}: ${issue.message}`);
    }
    return [];
  }
  const preset = parsed.data;
  if (preset.name !== basename(file).replace(/\.ya?ml$/, '')) {
    problems.push(`${where}: its name is ${preset.name}; give file and preset the same name`);
    return [];
  }
  return [preset];
}
