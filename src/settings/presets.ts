import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { LOCALES } from '#kernel/index.js';
import {
  consoleSchema,
  presetConsoleSchema,
  withPresetConsole,
  type ConsoleValues,
} from './preset-console.js';
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
    /** what differs from config/console.yaml */
    console: presetConsoleSchema.optional(),
  })
  .superRefine((preset, context) => {
    const problems = [
      ...problemsOfRoles(preset),
      ...problemsOfDefaults(preset),
      ...problemsOfPlans(preset),
      ...problemsOfNames(preset),
    ];
    for (const message of problems) context.addIssue({ code: 'custom', message });
  });

interface Checked {
  readonly roles: readonly z.infer<typeof role>[];
  readonly spaceRoles: readonly { readonly name: string }[];
  readonly plans: readonly z.infer<typeof plan>[];
  readonly defaultPlan: string;
  readonly personal?: { readonly plan: string } | undefined;
  readonly defaultRole?: string | undefined;
  readonly console?: { readonly roleCheckbox?: string | undefined } | undefined;
}

function problemsOfRoles({ roles, spaceRoles: inSpaces }: Checked): string[] {
  const names = roles.map((one) => one.name);
  const spaceRoles = new Set(inSpaces.map((one) => one.name));
  return [
    ...names
      .filter((one, index) => names.indexOf(one) !== index)
      .map((one) => `the role ${one} is listed twice`),
    ...(roles.every(({ standing }) => standing === 'none')
      ? [
          'one role must have the standing owner or admin, or the organization could not be administered',
        ]
      : []),
    ...roles
      .filter(({ standing, mappable }) => standing === 'owner' && mappable)
      .map(
        (one) =>
          `the role ${one.name} is an owner's and must not be mappable: a person makes an owner`,
      ),
    ...roles
      .filter(({ elevation, mappable, standing }) => elevation && (mappable || standing !== 'none'))
      .map(
        (one) =>
          `the role ${one.name} is an elevation: it must not be mappable, its standing is none`,
      ),
    ...roles
      .filter(({ everySpace }) => everySpace !== undefined && !spaceRoles.has(everySpace))
      .map(
        (one) =>
          `the role ${one.name} reaches every space as ${one.everySpace}, which is no space role`,
      ),
  ];
}

function problemsOfDefaults({ roles, defaultRole, console: shown }: Checked): string[] {
  const fallback = roles.find((one) => one.name === defaultRole);
  const checkbox = shown?.roleCheckbox;
  const isRole = roles.some((one) => one.name === checkbox);
  return [
    ...(defaultRole !== undefined && !fallback
      ? [`defaultRole ${defaultRole} is none of the roles`]
      : []),
    ...(fallback?.standing === 'owner' ? ['defaultRole must not be an owner'] : []),
    ...(fallback?.elevation ? ['defaultRole must not be an elevation'] : []),
    ...(checkbox !== undefined && !isRole
      ? [`console.roleCheckbox ${checkbox} is none of the roles`]
      : []),
  ];
}

function problemsOfPlans({ roles, plans, defaultPlan, personal }: Checked): string[] {
  const names = new Set(roles.map((one) => one.name));
  const known = new Set(plans.map((one) => one.name));
  const named = [defaultPlan, ...(personal ? [personal.plan] : [])];
  return [
    ...named.filter((one) => !known.has(one)).map((one) => `the plan ${one} is none of the plans`),
    ...plans.flatMap(({ name: plan, roles: allowed }) => {
      const unknown = allowed?.find((one) => !names.has(one));
      return unknown === undefined
        ? []
        : [`the plan ${plan} speaks of ${unknown}, which is no role`];
    }),
  ];
}

function problemsOfNames({ roles }: Checked): string[] {
  const known = new Set([...roles.map((one) => one.name), '*']);
  return roles.flatMap((one) =>
    [...one.grants, ...one.manages]
      .filter((other) => !known.has(other))
      .map((other) => `the role ${one.name} speaks of ${other}, which is no role`),
  );
}

/** The roles, space roles and plans that an organization starts with, and how its console looks. */
export type RolePreset = Readonly<Omit<z.infer<typeof presetSchema>, 'console'>> & {
  readonly console: ConsoleValues;
};

const USUAL_CONSOLE = fileURLToPath(new URL('../../config/console.yaml', import.meta.url));

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
  const usual = readUsualConsole(problems);
  if (!usual) return [];
  return files.sort().flatMap((file) => readPreset({ folder, file, usual }, problems));
}

function readUsualConsole(problems: string[]): ConsoleValues | undefined {
  const where = 'config/console.yaml';
  const parsed = consoleSchema.safeParse(readYaml(USUAL_CONSOLE, where, problems));
  if (parsed.success) return parsed.data;
  for (const { path, message } of parsed.error.issues) {
    problems.push(`${where} ${path.map(String).join(' ')}: ${message}`);
  }
  return undefined;
}

interface PresetFile {
  readonly folder: string;
  readonly file: string;
  readonly usual: ConsoleValues;
}

function readPreset({ folder, file, usual }: PresetFile, problems: string[]): RolePreset[] {
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
  const { console: own, ...preset } = parsed.data;
  if (preset.name !== basename(file).replace(/\.ya?ml$/, '')) {
    problems.push(`${where}: its name is ${preset.name}; give file and preset the same name`);
    return [];
  }
  return [{ ...preset, console: withPresetConsole(usual, own) }];
}
