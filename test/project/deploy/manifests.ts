import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseAllDocuments } from 'yaml';

export interface Manifest {
  readonly file: string;
  readonly apiVersion: string;
  readonly kind: string;
  readonly content: unknown;
}

export const MANIFEST_FOLDER = 'deploy/kubernetes';

/** Kustomize's own file and the settings are no objects of Kubernetes. */
const OTHERS = new Set(['kustomization.yaml', 'muster.yaml']);

export function readManifests(): Manifest[] {
  return readdirSync(MANIFEST_FOLDER)
    .filter((file) => !OTHERS.has(file))
    .flatMap((file) =>
      parseAllDocuments(readFileSync(join(MANIFEST_FOLDER, file), 'utf8')).map((document) => {
        const content = document.toJS() as { apiVersion: string; kind: string };
        return { file, apiVersion: content.apiVersion, kind: content.kind, content };
      }),
    );
}

/** `apps/v1` → kubernetes-types/apps/v1; `v1` → core/v1; `networking.k8s.io/v1` → networking/v1 */
function typesOf(apiVersion: string): string {
  const [group = '', version] = apiVersion.includes('/')
    ? apiVersion.split('/')
    : ['core', apiVersion];
  return `kubernetes-types/${group.split('.')[0] ?? ''}/${version ?? ''}`;
}

/**
 * What the compiler says of the manifests, written as literals of the types of Kubernetes' API: fields that do not exist, are missing or
 * have another type. One line a fault.
 */
export function typeErrors(manifests: readonly Manifest[]): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'muster-manifests-'));
  try {
    manifests.forEach(({ file, apiVersion, kind, content }, index) => {
      const text = [
        `import type { ${kind} } from '${typesOf(apiVersion)}.d.ts';`,
        `export const manifest: ${kind} = ${JSON.stringify(content)};`,
      ];
      writeFileSync(join(folder, `${index}-${file.replace('.yaml', '.ts')}`), text.join('\n'));
    });
    const options = {
      compilerOptions: {
        noEmit: true,
        strict: true,
        types: [],
        lib: ['es2023'],
        module: 'preserve',
        paths: { 'kubernetes-types/*': [`${resolve('node_modules/kubernetes-types')}/*`] },
      },
    };
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(options));
    const { stdout, error } = spawnSync(
      process.execPath,
      [resolve('node_modules/tsc7/bin/tsc'), '-p', folder, '--pretty', 'false'],
      { encoding: 'utf8' },
    );
    if (error !== undefined) throw error;
    return stdout
      .split('\n')
      .filter((line) => line.includes('error'))
      .map((line) => line.replace(/^.*?(\d+-[\w]+\.ts)/, '$1'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
