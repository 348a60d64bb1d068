import { describe, expect, test } from '@jest/globals';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Deployment } from 'kubernetes-types/apps/v1.d.ts';
import type { Container, Service } from 'kubernetes-types/core/v1.d.ts';
import type { Ingress, NetworkPolicy } from 'kubernetes-types/networking/v1.d.ts';
import type { PodDisruptionBudget } from 'kubernetes-types/policy/v1.d.ts';
import { parse } from 'yaml';
import { loadSettings } from '#settings/index.js';
import { BASE_PATH } from '#api/index.js';
import type { HttpDeps } from '../../../src/http/deps.js';
import { documents } from '../../../src/http/documents.js';
import { commandNames } from '../../frozen/command-names.js';
import { environmentOf, parseDockerfile } from '../../kit/container/dockerfile.js';
import { shippedTexts } from '../../kit/texts.js';
import { MANIFEST_FOLDER, readManifests, typeErrors } from './manifests.js';

// The manifests without a cluster: held against the types of Kubernetes' API, and against what the server really has: settings, paths,
// commands, ports, the seconds of a shutdown.

const manifests = readManifests();

function only<T>(kind: string): T {
  const found = manifests.filter((manifest) => manifest.kind === kind);
  if (found.length !== 1) throw new Error(`${found.length} manifests of kind ${kind}`);
  return found[0]?.content as T;
}

const deployment = only<Deployment>('Deployment');
const pod = deployment.spec!.template.spec!;
const [server] = pod.containers;
const containers = [...(pod.initContainers ?? []), ...pod.containers];
const labels = deployment.spec!.template.metadata!.labels!;
const kustomization = parse(readFileSync(join(MANIFEST_FOLDER, 'kustomization.yaml'), 'utf8')) as {
  readonly resources: readonly string[];
  readonly configMapGenerator: readonly { readonly name: string; readonly files: string[] }[];
  readonly images: readonly { readonly name: string; readonly newTag: string }[];
};
const image = environmentOf(parseDockerfile(readFileSync('Dockerfile', 'utf8')).at(-1)!);

test('manifests are of the types of Kubernetes, and a fault in each of them is found', () => {
  expect(typeErrors(manifests)).toEqual([]);
  const spoilt = manifests.map((manifest) => {
    const content = structuredClone(manifest.content) as { spec: Record<string, unknown> };
    content.spec['podSelectors'] = {};
    return { ...manifest, content };
  });
  const errors = typeErrors(spoilt);
  expect(errors).toHaveLength(manifests.length);
  for (const error of errors) expect(error).toContain('podSelectors');
});

test('kustomization.yaml names every file of the folder, and the version of the package', () => {
  const files = readdirSync(MANIFEST_FOLDER).filter((file) => file !== 'kustomization.yaml');
  const named = [
    ...kustomization.resources,
    ...kustomization.configMapGenerator.flatMap((map) => map.files),
  ];
  expect(named.sort()).toEqual(files.sort());
  const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
  expect(kustomization.images).toEqual([{ name: 'muster', newName: 'muster', newTag: version }]);
  for (const container of containers) expect(container.image).toBe('muster');
});

describe('each container', () => {
  /** The settings as the container would read them; the secrets are files of a folder. */
  function settingsOf({ env = [], args = [] }: Container): ReturnType<typeof loadSettings> {
    const folder = mkdtempSync(join(tmpdir(), 'muster-secrets-'));
    const mounted = '/run/secrets/muster/';
    try {
      const given: Record<string, string> = { ...image };
      for (const { name, value = '' } of env) {
        given[name] = value.replace(mounted, `${folder}/`);
        if (value.startsWith(mounted)) writeFileSync(given[name], SECRETS[value.slice(20)] ?? '');
      }
      const file = args[args.indexOf('--config') + 1]?.replace('/etc/muster', MANIFEST_FOLDER);
      return loadSettings({ env: given, ...(file !== undefined && { file }) });
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }
  const SECRETS: Readonly<Record<string, string>> = {
    'store-url': 'mongodb://a,b,c/muster?replicaSet=rs0\n',
    'operator-key': 'k'.repeat(43),
    'secrets-key': 's'.repeat(43),
    'smtp-password': 'a password\n',
  };

  test('is given settings that exist, secrets among them, and none as text', () => {
    for (const container of containers) {
      const { store, operator, secrets, mail, http } = settingsOf(container);
      const given = [store.url, operator.key, secrets.key, mail.smtp.password, http.port];
      expect(given).toEqual([
        'mongodb://a,b,c/muster?replicaSet=rs0',
        'k'.repeat(43),
        's'.repeat(43),
        'a password',
        server?.ports?.[0]?.containerPort,
      ]);
    }
  });

  test('runs a command that exists', async () => {
    const commands = await commandNames();
    for (const { args = [] } of containers) {
      expect(commands).toContain(`muster ${args[0] ?? ''} --config <file>`);
    }
  });

  test('runs without rights that it does not need, within limits', () => {
    expect(pod.securityContext).toMatchObject({ runAsNonRoot: true, runAsUser: 1000 });
    expect(pod.automountServiceAccountToken).toBe(false);
    for (const { securityContext, resources } of containers) {
      expect(securityContext).toEqual({
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ['ALL'] },
      });
      expect(Object.keys(resources?.requests ?? {})).toEqual(['cpu', 'memory']);
      expect(resources?.limits?.['memory']).toBeDefined();
    }
  });

  test('mounts volumes that exist; the Secret has the files that the settings name', () => {
    const volumes = (pod.volumes ?? []).map(({ name }) => name);
    for (const { volumeMounts = [], env = [] } of containers) {
      for (const { name } of volumeMounts) expect(volumes).toContain(name);
      const files = env.flatMap(({ value = '' }) => value.split('/run/secrets/muster/')[1] ?? []);
      expect(files.sort()).toEqual(Object.keys(SECRETS).sort());
    }
    const settings = pod.volumes?.find(({ name }) => name === 'settings')?.configMap?.name;
    expect(settings).toBe(kustomization.configMapGenerator[0]?.name);
  });

  test('has more time to end than its preStop, its requests and its jobs take', () => {
    const [, seconds] = server?.lifecycle?.preStop?.exec?.command ?? [];
    const { http } = settingsOf(server!);
    const jobs = 20;
    expect(pod.terminationGracePeriodSeconds).toBeGreaterThan(
      Number(seconds) + http.shutdownSeconds + jobs,
    );
  });
});

test('probes ask paths that the server has, readiness with more patience than it has itself', () => {
  const { startupProbe, livenessProbe, readinessProbe } = server!;
  const paths = [startupProbe, livenessProbe, readinessProbe].map((probe) => probe?.httpGet?.path);
  expect(paths).toEqual(['/healthz', '/healthz', '/readyz']);
  const source = readFileSync('src/http/health.ts', 'utf8');
  for (const path of paths) expect(source).toContain(`'${path ?? ''}'`);
  const pingMs = Number(/PING_TIMEOUT_MS = ([\d_]+)/.exec(source)?.[1]?.replace('_', ''));
  expect((readinessProbe?.timeoutSeconds ?? 0) * 1_000).toBeGreaterThan(pingMs);
});

test('selectors find the pods, ports have one name, one replica may be missing', () => {
  const service = only<Service>('Service');
  const budget = only<PodDisruptionBudget>('PodDisruptionBudget');
  const policy = only<NetworkPolicy>('NetworkPolicy');
  expect(deployment.spec?.selector.matchLabels).toEqual(labels);
  expect(service.spec?.selector).toEqual(labels);
  expect(budget.spec?.selector?.matchLabels).toEqual(labels);
  expect(policy.spec?.podSelector.matchLabels).toEqual(labels);
  const [port] = server?.ports ?? [];
  expect(service.spec?.ports?.[0]?.targetPort).toBe(port?.name);
  expect(policy.spec?.ingress?.[0]?.ports?.[0]?.port).toBe(port?.containerPort);
  expect(deployment.spec?.replicas).toBe(2);
  expect(budget.spec?.minAvailable).toBe(1);
});

test('the ingress lets in every path for people and clients, and none for the operator alone', () => {
  const ingress = only<Ingress>('Ingress');
  const rules = ingress.spec?.rules?.[0]?.http?.paths ?? [];
  const lets = (asked: string): boolean =>
    rules.some(({ path = '', pathType }) =>
      pathType === 'Exact' ? asked === path : asked === path || asked.startsWith(`${path}/`),
    );
  const texts = { invitationTexts: shippedTexts().invitationPage };
  const open = documents(texts as unknown as HttpDeps, undefined).keys();
  const well = '/.well-known/oauth-authorization-server/scim/0';
  for (const path of [...open, BASE_PATH, `${BASE_PATH}/members`, '/scim/0/v2/Users', well]) {
    expect([path, lets(path)]).toEqual([path, true]);
  }
  for (const path of ['/metrics', '/healthz', '/readyz']) {
    expect([path, lets(path)]).toEqual([path, false]);
  }
  const { name, port } = rules[0]?.backend.service ?? {};
  const service = only<Service>('Service');
  expect([name, port?.name]).toEqual([service.metadata?.name, service.spec?.ports?.[0]?.name]);
  const bytes = ingress.metadata?.annotations?.['nginx.ingress.kubernetes.io/proxy-body-size'];
  expect(parseInt(bytes ?? '', 10) * 1024 * 1024).toBe(
    loadSettings({ env: {} }).http.bodyBytes.scim,
  );
});
