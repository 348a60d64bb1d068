import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { inChromium } from '../../kit/chromium.js';
import { consoleOrganization, consolePage, type ConsoleOrganization } from '../../kit/console.js';
import { hasNginx, startNginx, type TestNginx } from '../../kit/nginx.js';
import { startServer, type TestServer } from '../../kit/server.js';

// The console as people have it: behind Debian's nginx, with TLS, below a path.

const PATH = '/team/muster';

inChromium('the console behind nginx', (browser) => {
  if (!hasNginx) {
    test.skip('NOT RUN: there is no nginx (apt-get install nginx-light)', () => undefined);
    return;
  }
  let nginx: TestNginx;
  let server: TestServer;
  let organization: ConsoleOrganization;

  beforeAll(async () => {
    nginx = await startNginx(PATH);
    const { publicUrl } = nginx;
    server = await startServer({ settings: { http: { publicUrl, trustProxy: ['127.0.0.0/8'] } } });
    await nginx.forwardTo(server.url);
    organization = await consoleOrganization(server, 'standard');
  });

  afterAll(async () => {
    await server.close();
    await nginx.close();
  });

  test('loads its files, calls REST and links below the path; its cookie is the host’s own', async () => {
    const { publicUrl: baseURL } = nginx;
    const owner = await consolePage(browser(), server, organization.owner, {
      baseURL,
      ignoreHTTPSErrors: true,
    });
    const outside: string[] = [];
    owner.page.on('request', (request) => {
      const { pathname } = new URL(request.url());
      if (!pathname.startsWith(`${PATH}/`)) outside.push(pathname);
    });
    await owner.open('/');
    await owner.page.waitForURL(`${baseURL}/o/${organization.id}`);
    await owner.page.waitForSelector('h1:has-text("Northwind")');
    await owner.page.reload();
    await owner.page.waitForSelector('h1:has-text("Northwind")');
    expect([outside, owner.faults]).toEqual([[], []]);
    await owner.close();
  });

  test('a stranger signs in below the path and is led back to the page', async () => {
    const context = await browser().newContext({ ignoreHTTPSErrors: true });
    const page = await context.newPage();
    await page.goto(`${nginx.publicUrl}/o/${organization.id}?tab=a`);
    await page.waitForSelector('input[name=email]');
    const { pathname, searchParams } = new URL(page.url());
    expect([pathname, searchParams.get('return')]).toEqual([
      `${PATH}/sign-in`,
      `/o/${organization.id}?tab=a`,
    ]);
    await context.close();
  });
});
