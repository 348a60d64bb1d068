import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parseDocument } from 'yaml';
import { z } from 'zod';

const name = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,39}$/, 'must be lower-case letters, digits and -, from a letter on');

const presetSchema = z
  .strictObject({
    name,
    title: z.string().min(1),
    roles: z
      .array(
        z.strictObject({
          name,
          title: z.string().min(1),
          /** what the rules about the last owner and the last administrator count */
          standing: z.enum(['owner', 'admin', 'none']),
          /** whether a group of an identity provider may grant it */
          mappable: z.boolean(),
        }),
      )
      .min(1),
    defaultRole: name.optional(),
  })
  .superRefine((preset, context) => {
    const say = (message: string): void => context.addIssue({ code: 'custom', message });
    const names = preset.roles.map((role) => role.name);
    for (const twice of names.filter((one, index) => names.indexOf(one) !== index)) {
      say(`the role ${twice} is listed twice`);
    }
    if (!preset.roles.some((role) => role.standing === 'owner')) {
      say('one role must have the standing owner, or nobody could ever be one');
    }
    for (const role of preset.roles) {
      if (role.standing === 'owner' && role.mappable) {
        say(
          `the role ${role.name} is an owner's and must not be mappable: a person makes an owner`,
        );
      }
    }
    const fallback = preset.roles.find((role) => role.name === preset.defaultRole);
    if (preset.defaultRole !== undefined && !fallback) {
      say(`defaultRole ${preset.defaultRole} is none of the roles`);
    }
    if (fallback?.standing === 'owner') say('defaultRole must not be an owner');
  });

type Role = z.infer<typeof presetSchema>['roles'][number];

/** The roles that an organization starts with. */
export interface RolePreset {
  readonly name: string;
  readonly title: string;
  readonly roles: readonly Readonly<Role>[];
  readonly defaultRole?: string;
}

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
  const document = parseDocument(readFileSync(join(folder, file), 'utf8'), { prettyErrors: true });
  const where = `preset ${file}`;
  for (const error of document.errors) problems.push(`${where}: ${firstLine(error.message)}`);
  if (document.errors.length > 0) return [];
  const parsed = presetSchema.safeParse(document.toJS());
  if (!parsed.success) {
    for (const issue of parsed.error.issues) {
      problems.push(`${[where, ...issue.path.map(String)].join(' ')}: ${issue.message}`);
    }
    return [];
  }
  const { defaultRole, ...preset } = parsed.data;
  if (preset.name !== basename(file).replace(/\.ya?ml$/, '')) {
    problems.push(`${where}: its name is ${preset.name}; give file and preset the same name`);
    return [];
  }
  return [{ ...preset, ...(defaultRole !== undefined && { defaultRole }) }];
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? text;
}
