import { existsSync } from 'node:fs';
import { access, constants } from 'node:fs/promises';
import { dirname } from 'node:path';
import {
  prepareDataFolder,
  writeInDataFolder,
  writePrivateFile,
  type Settings,
} from '#settings/index.js';
import { EXIT } from './exit-codes.js';
import { Refusal } from './refusals.js';
import type { Terminal } from './terminals.js';

/** A secret, as it is told to the person at a terminal. */
export interface ShownSecret {
  /** for people: the secret, or where it lies */
  readonly text: string;
  /** the same as a word of a shell's line */
  readonly word: string;
}

interface SecretFile {
  /** where `--out` says that it is to be written */
  readonly out?: string | undefined;
  /** else its name in the data folder, where there is no screen */
  readonly name: string;
}

/**
 * A secret belongs on a screen, where a person reads it once. Elsewhere (a pipe, the log of a container) it goes into a file that only
 * this user can read, and the file is named instead.
 */
export async function showSecret(
  terminal: Terminal,
  settings: Settings,
  secret: string,
  { out, name }: SecretFile,
): Promise<ShownSecret> {
  if (out === undefined && terminal.isScreen === true) return { text: secret, word: secret };
  if (out !== undefined) await writePrivateFile(out, secret);
  return inFile(out ?? (await writeInDataFolder(settings, name, secret)));
}

/**
 * Before a secret is made, which is shown only once: the file that it would go into can be written, and `--out` names none that is there.
 * @throws Refusal, or the error of the machine
 */
export async function checkSecretFile(
  terminal: Terminal,
  settings: Settings,
  out: string | undefined,
): Promise<void> {
  if (out === undefined && terminal.isScreen === true) return;
  if (out !== undefined && existsSync(out)) {
    const next = 'name another file, or remove that one';
    throw new Refusal(`there is a file ${out} already`, 'the command', next, EXIT.usage);
  }
  const folder = out === undefined ? await prepareDataFolder(settings) : dirname(out);
  await access(folder, constants.W_OK);
}

/** A secret that lies in a file already. */
export function inFile(file: string): ShownSecret {
  return { text: `in ${file}`, word: `"$(cat ${quoted(file)})"` };
}

function quoted(file: string): string {
  return /^[\w./-]+$/.test(file) ? file : `'${file.replaceAll("'", `'\\''`)}'`;
}

/** For names of files of secrets: no two of one installation are made in the same millisecond. */
export function fileTime(now: number): string {
  return new Date(now).toISOString().replace(/[^0-9TZ]/g, '');
}
