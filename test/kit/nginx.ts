import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TestAuthority } from './certificates.js';
import { freePort } from './ports.js';
import { PATIENCE_MS } from './soon.js';

const PROGRAM = '/usr/sbin/nginx';

export const hasNginx = existsSync(PROGRAM);

/** Debian's nginx with TLS on a free port of this machine, in front of a server below a path. */
export interface TestNginx {
  /** `https://localhost:1234/muster` */
  readonly publicUrl: string;
  /** Where requests go on to: known once the server listens. */
  forwardTo(url: string): Promise<void>;
  close(): Promise<void>;
}

interface NginxOptions {
  /** as nginx comes: plain http, and answers are buffered */
  readonly byDefaults?: boolean;
}

export async function startNginx(
  path: string,
  { byDefaults = false }: NginxOptions = {},
): Promise<TestNginx> {
  const folder = await mkdtemp(join(tmpdir(), 'muster-nginx-'));
  await mkdir(join(folder, 'temp'));
  const { key, cert } = await (await TestAuthority.create()).issue({ name: 'localhost' });
  await writeFile(join(folder, 'key.pem'), key);
  await writeFile(join(folder, 'cert.pem'), cert);
  const port = await freePort();
  let running: ChildProcess | undefined;
  return {
    publicUrl: `${byDefaults ? 'http' : 'https'}://localhost:${port}${path}`,
    async forwardTo(url) {
      const file = join(folder, 'nginx.conf');
      await writeFile(file, configuration({ folder, port, path, url, byDefaults }));
      running = spawn(PROGRAM, ['-c', file, '-p', folder], { stdio: 'ignore' });
      await untilListening(port, join(folder, 'error.log'));
    },
    async close() {
      if (running && running.exitCode === null) {
        const ended = new Promise((resolve) => running?.once('exit', resolve));
        running.kill('SIGTERM');
        await ended;
      }
      await rm(folder, { recursive: true, force: true });
    },
  };
}

interface Place {
  readonly folder: string;
  readonly port: number;
  readonly path: string;
  readonly url: string;
  readonly byDefaults: boolean;
}

/** What deploy/nginx/muster.conf says, for one process of an unprivileged user. */
function configuration({ folder, port, path, url, byDefaults }: Place): string {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (name) => `${name}_temp_path ${folder}/temp/${name};`,
  );
  return `daemon off;
master_process off;
pid ${folder}/nginx.pid;
error_log ${folder}/error.log;
events {}
http {
  access_log off;
  ${temporary.join('\n  ')}
  server {
    listen 127.0.0.1:${port}${byDefaults ? '' : ' ssl'};
    server_name localhost;
    ssl_certificate ${folder}/cert.pem;
    ssl_certificate_key ${folder}/key.pem;
    location ${path}/ {
      proxy_pass ${url}/;
      proxy_set_header Host $host;
      proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
      proxy_set_header X-Forwarded-Proto https;
      proxy_set_header X-Forwarded-Host $http_host;
      ${byDefaults ? '' : 'proxy_buffering off;'}
    }
  }
}
`;
}

async function untilListening(port: number, log: string): Promise<void> {
  for (const end = Date.now() + PATIENCE_MS; Date.now() < end;) {
    const answer = await fetch(`http://127.0.0.1:${port}/`).catch(() => undefined);
    // plain http on a port of TLS is answered with 400
    if (answer) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`nginx did not start: ${await readFile(log, 'utf8').catch(() => '')}`);
}
