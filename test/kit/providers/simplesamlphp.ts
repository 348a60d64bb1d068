import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  answers,
  freePort,
  makeKeyPair,
  stopProgram,
  type ProviderPeople,
  type RealProvider,
  type TrustedService,
} from './real-providers.js';

/** Debian's package `simplesamlphp`. */
const HOME = '/usr/share/simplesamlphp/www';

/** Whether Debian's package and PHP are at hand. */
export function hasSimpleSamlPhp(): boolean {
  return existsSync(HOME) && existsSync('/usr/bin/php');
}

/**
 * SimpleSAMLphp as an identity provider, a process of its own on a free port of localhost. It encrypts nothing: its release 1 knows AES-CBC
 * only, which Muster refuses.
 */
export async function startSimpleSamlPhp(people: ProviderPeople): Promise<RealProvider> {
  const folder = mkdtempSync(join(tmpdir(), 'muster-simplesamlphp-'));
  const port = await freePort();
  const base = `http://localhost:${port}/`;
  for (const name of ['config', 'metadata', 'cert', 'log', 'data', 'sessions']) {
    mkdirSync(join(folder, name));
  }
  await makeKeyPair(join(folder, 'cert'));
  const write = (name: string, value: unknown, variable = '$config'): void =>
    writeFileSync(join(folder, name), `<?php\n${variable} = ${php(value)};\n`);
  write('config/config.php', configOf(folder, base));
  write('config/authsources.php', {
    people: {
      0: 'exampleauth:UserPass',
      ...Object.fromEntries(
        Object.entries(people).map(([name, attributes]) => [`${name}:pass`, attributes]),
      ),
    },
  });
  write('metadata/saml20-idp-hosted.php', hostedOf(base), '$metadata');
  write('metadata/saml20-sp-remote.php', {}, '$metadata');
  const child = spawn(
    'php',
    [
      '-d',
      'opcache.enable=0',
      '-d',
      `session.save_path=${join(folder, 'sessions')}`,
      '-S',
      `localhost:${port}`,
      '-t',
      HOME,
    ],
    {
      env: { ...process.env, SIMPLESAMLPHP_CONFIG_DIR: join(folder, 'config') },
      stdio: 'ignore',
    },
  );
  const metadataUrl = `${base}saml2/idp/metadata.php`;
  await answers(metadataUrl, child);
  const services: Record<string, unknown> = {};
  return {
    metadataUrl,
    trust(service) {
      services[service.entityId] = remoteOf(service);
      write('metadata/saml20-sp-remote.php', services, '$metadata');
    },
    async stop() {
      await stopProgram(child);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function configOf(folder: string, base: string): Readonly<Record<string, unknown>> {
  return {
    baseurlpath: base,
    certdir: `${folder}/cert/`,
    loggingdir: `${folder}/log/`,
    datadir: `${folder}/data/`,
    tempdir: `${folder}/data/`,
    metadatadir: `${folder}/metadata/`,
    timezone: 'UTC',
    secretsalt: 'a-salt-for-tests',
    'auth.adminpassword': 'not-the-default',
    technicalcontact_email: 'admin@provider.example',
    'logging.level': 7,
    'logging.handler': 'file',
    'enable.saml20-idp': true,
    'module.enable': { exampleauth: true, core: true, saml: true },
    'session.cookie.secure': false,
    'session.cookie.samesite': '',
    'session.phpsession.savepath': `${folder}/sessions`,
    'store.type': 'phpsession',
    'metadata.sources': [{ type: 'flatfile' }],
    'language.available': ['en'],
    'authproc.idp': [],
  };
}

function hostedOf(base: string): Readonly<Record<string, unknown>> {
  const persistent = 'urn:oasis:names:tc:SAML:2.0:nameid-format:persistent';
  return {
    [`${base}idp`]: {
      host: '__DEFAULT__',
      privatekey: 'idp.pem',
      certificate: 'idp.crt',
      auth: 'people',
      NameIDFormat: persistent,
      authproc: {
        3: {
          class: 'saml:AttributeNameID',
          attribute: 'uid',
          identifyingAttribute: 'uid',
          Format: persistent,
        },
      },
    },
  };
}

function remoteOf({ acsUrl, sloUrl, certificate }: TrustedService): unknown {
  return {
    AssertionConsumerService: acsUrl,
    ...(sloUrl !== undefined && { SingleLogoutService: sloUrl }),
    'simplesaml.nameidattribute': 'uid',
    'saml20.sign.response': true,
    'saml20.sign.assertion': true,
    'sign.logout': true,
    ...(certificate !== undefined && {
      certData: certificate,
      'validate.authnrequest': true,
      'validate.logout': true,
    }),
  };
}

/** JSON as PHP writes it. */
function php(value: unknown): string {
  if (typeof value === 'string') return `'${value.replace(/['\\]/g, '\\$&')}'`;
  if (typeof value !== 'object' || value === null) return String(value);
  if (Array.isArray(value)) return `[${value.map(php).join(', ')}]`;
  const entries = Object.entries(value).map(
    ([name, one]) => `${/^\d+$/.test(name) ? name : php(name)} => ${php(one)}`,
  );
  return `[${entries.join(', ')}]`;
}
