import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { LOCALES, type Locale } from '#kernel/index.js';
import { SettingsError } from './load.js';
import { readYaml } from './yaml-files.js';

/** Plain text, as long as the message of a hook. */
const MAX_LENGTH = 500;

const textsSchema = z.record(z.string().min(1).max(100), z.string().min(1).max(MAX_LENGTH));

/** What hooks name by `reason.i18nKey`: the texts of each language that has a file. */
export type HookTexts = Readonly<Partial<Record<Locale, Readonly<Record<string, string>>>>>;

/**
 * The texts of `texts/<language>.yaml` below the folder of hooks: keys and what people read. None are needed, and a language may lack some.
 * @throws SettingsError with every problem at once
 */
export function loadHookTexts(folder: string): HookTexts {
  const problems: string[] = [];
  const found = LOCALES.flatMap((locale): (readonly [Locale, Record<string, string>])[] => {
    const file = join(folder, 'texts', `${locale}.yaml`);
    if (!existsSync(file)) return [];
    const parsed = textsSchema.safeParse(readYaml(file, file, problems) ?? {});
    if (parsed.success) return [[locale, parsed.data]];
    const { issues } = parsed.error;
    problems.push(...issues.map(({ path, message }) => `${file}: ${path.join('.')}: ${message}`));
    return [];
  });
  if (problems.length > 0) throw new SettingsError(problems);
  return Object.fromEntries(found);
}
