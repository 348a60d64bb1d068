import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { z } from 'zod';
import { readEnvironment, type Environment } from './environment.js';
import {
  emptyTree,
  fileIn,
  isTree,
  mergeLayers,
  originOf,
  type Layer,
  type Merged,
} from './layers.js';
import { loadPresets, type RolePreset } from './presets.js';
import { settingsSchema, type SettingsValues } from './schema.js';
import { relyingPartyProblem } from './relying-party.js';
import { readYaml } from './yaml-files.js';

type DeepReadonly<T> = T extends readonly (infer E)[]
  ? readonly DeepReadonly<E>[]
  : T extends object
    ? { readonly [K in keyof T]: DeepReadonly<T[K]> }
    : T;

/** An extension schema of the operator, read but not yet understood: the SCIM engine checks it. */
export interface ExtensionSchema {
  readonly json: unknown;
  readonly resourceType: string;
  readonly required: boolean;
}

/** The settings of the server: checked, frozen, with the files they name read in. */
export type Settings = DeepReadonly<Omit<SettingsValues, 'presets' | 'scim'>> & {
  readonly scim: DeepReadonly<Omit<SettingsValues['scim'], 'schemas'>> & {
    readonly schemas: readonly ExtensionSchema[];
  };
  readonly presets: readonly RolePreset[];
  readonly domains: DeepReadonly<SettingsValues['domains']> & {
    readonly consumer: readonly string[];
  };
  readonly outgoing: DeepReadonly<SettingsValues['outgoing']> & {
    /** what is in `caFile` */
    readonly authorities?: string;
  };
};

/** The settings cannot be used. Lists every fault at once, each with the place it came from. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';

  constructor(readonly problems: readonly string[]) {
    super(`The settings cannot be used:\n${problems.map((line) => `- ${line}`).join('\n')}`);
  }
}

export interface SettingsSources {
  /** `--config`: a YAML file over the defaults */
  readonly file?: string;
  /** the process's own environment unless given */
  readonly env?: Environment;
  /** what the command line or a test sets; it wins over everything */
  readonly overrides?: Readonly<Record<string, unknown>>;
}

const CONFIG_FOLDER = fileURLToPath(new URL('../../config', import.meta.url));

/** config/default.yaml ← `file` ← environment ← overrides. @throws SettingsError */
export function loadSettings(sources: SettingsSources = {}): Settings {
  const problems: string[] = [];
  const layers = [
    readFile(resolve(CONFIG_FOLDER, 'default.yaml'), problems),
    ...(sources.file === undefined ? [] : [readFile(resolve(sources.file), problems)]),
    readEnvironment(sources.env ?? process.env, problems),
    { name: 'the command line', values: { ...sources.overrides }, folder: process.cwd() },
  ];
  const merged = mergeLayers(layers);
  const parsed = settingsSchema.safeParse(merged.values);
  if (!parsed.success) {
    for (const issue of parsed.error.issues) problems.push(...describe(issue, merged));
    throw new SettingsError(problems);
  }
  const settings = readNamedFiles(parsed.data, merged, problems);
  checkTogether(parsed.data, merged, problems);
  checkPersonal(settings, merged, problems);
  if (problems.length > 0) throw new SettingsError(problems);
  return freeze(settings);
}

function readFile(file: string, problems: string[]): Layer {
  const displayName = relative(process.cwd(), file);
  const name = displayName.startsWith('..') ? file : displayName;
  const layer: Layer = { name, values: emptyTree(), folder: dirname(file) };
  const values = readYaml(file, name, problems);
  if (values === undefined || values === null) return layer;
  if (isTree(values)) return { ...layer, values };
  problems.push(`${name}: must be sections with settings, such as http: {port: 8080}`);
  return layer;
}

function describe(issue: z.core.$ZodIssue, merged: Merged): string[] {
  const path = issue.path.map(String).join('.');
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => {
      const full = path === '' ? key : `${path}.${key}`;
      return `${full}: there is no such setting${describeOrigin(merged, full)}; see docs/settings.md`;
    });
  }
  return [`${path}: ${issue.message}${describeOrigin(merged, path)}`];
}

function describeOrigin(merged: Merged, path: string): string {
  const origin = originOf(merged, path);
  return origin ? ` (from ${origin.name})` : '';
}

function readNamedFiles(values: SettingsValues, merged: Merged, problems: string[]): Settings {
  const schemas = values.scim.schemas.flatMap(({ file, resourceType, required }) => {
    const full = fileIn(merged, 'scim.schemas', file);
    try {
      return [{ json: JSON.parse(readFileSync(full, 'utf8')) as unknown, resourceType, required }];
    } catch (error) {
      const why = error instanceof SyntaxError ? 'is not JSON' : 'cannot be read';
      problems.push(
        `scim.schemas: the file ${full} ${why}${describeOrigin(merged, 'scim.schemas')}`,
      );
      return [];
    }
  });
  const presets = loadPresets(fileIn(merged, 'presets.folder', values.presets.folder), problems);
  const consumer = readLines(fileIn(merged, 'domains.consumerFile', values.domains.consumerFile));
  if (!consumer) {
    problems.push(
      `domains.consumerFile: cannot be read${describeOrigin(merged, 'domains.consumerFile')}`,
    );
  }
  const domains = { ...values.domains, consumer: consumer ?? [] };
  const outgoing = withAuthorities(values.outgoing, merged, problems);
  return { ...values, scim: { ...values.scim, schemas }, presets, domains, outgoing };
}

function withAuthorities(
  outgoing: SettingsValues['outgoing'],
  merged: Merged,
  problems: string[],
): Settings['outgoing'] {
  if (outgoing.caFile === undefined) return outgoing;
  const file = fileIn(merged, 'outgoing.caFile', outgoing.caFile);
  try {
    const authorities = readFileSync(file, 'utf8');
    // throws where there is no certificate in it
    new X509Certificate(authorities);
    return { ...outgoing, authorities };
  } catch {
    const origin = describeOrigin(merged, 'outgoing.caFile');
    problems.push(
      `outgoing.caFile: the file ${file} cannot be read, or holds no certificate${origin}`,
    );
    return outgoing;
  }
}

/** Lower-case lines without comments; undefined when the file cannot be read. */
function readLines(file: string): string[] | undefined {
  try {
    const lines = readFileSync(file, 'utf8').split(/\r?\n/);
    return lines.map((line) => line.trim().toLowerCase()).filter((line) => /^[^#]/.test(line));
  } catch {
    return undefined;
  }
}

function checkTogether(values: SettingsValues, merged: Merged, problems: string[]): void {
  const { scim, http } = values;
  const wrong = relyingPartyProblem(values);
  if (wrong !== undefined) {
    const place = 'signIn.relyingPartyId';
    problems.push(`${place}: ${wrong}${describeOrigin(merged, place)}`);
  }
  if (scim.defaultPage > scim.maxPage) {
    problems.push(
      `scim.defaultPage: must not be above scim.maxPage${describeOrigin(merged, 'scim.defaultPage')}`,
    );
  }
  if (scim.bulk.maxPayloadBytes > http.bodyBytes.scim) {
    problems.push(
      `scim.bulk.maxPayloadBytes: must not be above http.bodyBytes.scim${describeOrigin(merged, 'scim.bulk.maxPayloadBytes')}`,
    );
  }
  if (http.headerSeconds > http.requestSeconds) {
    problems.push(
      `http.headerSeconds: must not be above http.requestSeconds${describeOrigin(merged, 'http.headerSeconds')}`,
    );
  }
}

function checkPersonal(settings: Settings, merged: Merged, problems: string[]): void {
  const { personalPreset } = settings.organizations;
  if (personalPreset === undefined) return;
  const preset = settings.presets.find(({ name }) => name === personalPreset);
  if (preset?.personal) return;
  const why = preset ? 'names no plan under `personal`' : 'is not there';
  const place = 'organizations.personalPreset';
  problems.push(`${place}: the preset ${personalPreset} ${why}${describeOrigin(merged, place)}`);
}

function freeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const inner of Object.values(value)) freeze(inner);
  }
  return value;
}
