import { expect, test } from '@jest/globals';
import { instant, silentLog, systemClock, FULL_AUTHORITY, type Context } from '#kernel/index.js';
import type { Json } from '../kit/server.js';
import { overServers } from '../kit/server-suites.js';
import { PATIENCE_MS } from '../kit/soon.js';

// The operator's page of jobs: what there is, how it went, and running one by hand.

const JOB_NAMES = ['finish-recomputations', 'retention'];

const items = (body: Json): Json[] => body['items'] as unknown as Json[];

async function waitUntil(what: () => Promise<boolean>): Promise<void> {
  const end = performance.now() + PATIENCE_MS;
  while (!(await what())) {
    if (performance.now() > end) throw new Error('It did not come to that.');
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

overServers('jobs over REST', (server) => {
  test('every job is listed with its purpose and its schedule', async () => {
    const { status, body } = await server().rest('GET', '/jobs');
    expect(status).toBe(200);
    const jobs = items(body);
    expect(jobs.map((job) => job['name'])).toEqual(expect.arrayContaining(JOB_NAMES));
    for (const job of jobs) {
      expect(String(job['purpose'])).toMatch(/^[A-Z].*\.$/);
      expect(String(job['every'])).not.toBe('');
      expect(job).toMatchObject({ running: false, disabled: false, failCount: 0 });
    }
  });

  test('a job that is run by hand says when, and its run is listed, newest first', async () => {
    const { composed, core, rest } = server();
    // nothing runs by itself in this server
    expect((await rest('GET', '/jobs/retention/runs')).body['items']).toEqual([]);
    const ctx: Context = {
      actor: { kind: 'system', name: 'test' },
      authority: FULL_AUTHORITY,
      traceId: 'test',
      clock: systemClock,
      log: silentLog,
    };
    const old = { job: 'retention', outcome: 'ok', attempt: 1, done: 3, failed: 0 } as const;
    const at = (daysAgo: number): string => instant(Date.now() - daysAgo * 86_400_000);
    for (const days of [40, 2, 1]) {
      const times = { startedAt: at(days), finishedAt: at(days) };
      await core.jobRuns.note(ctx, { ...old, ...times });
    }
    expect(await composed.jobs.runNow('retention')).toEqual({ done: 1, failed: 0, more: false });
    const first = await rest('GET', '/jobs/retention/runs?limit=2');
    expect(items(first.body)).toMatchObject([{ done: 1 }, { done: 3 }]);
    const second = await rest(
      'GET',
      `/jobs/retention/runs?limit=2&cursor=${String(first.body['next'])}`,
    );
    // the one of forty days ago is what retention removed
    expect(items(second.body)).toHaveLength(1);
    expect(second.body['next']).toBeUndefined();
    const ends = [...items(first.body), ...items(second.body)].map((run) =>
      String(run['finishedAt']),
    );
    expect(ends).toEqual([...ends].sort().reverse());
    const state = items((await rest('GET', '/jobs')).body).find(
      (job) => String(job['name']) === 'retention',
    );
    expect(Date.parse(String(state?.['lastFinishedAt']))).toBeGreaterThan(Date.now() - 60_000);
    expect(Date.parse(String(state?.['nextRunAt']))).toBeGreaterThan(Date.now());
  });

  test('there is no job of another name, and no cursor of another list', async () => {
    for (const [method, path] of [
      ['GET', '/jobs/nobody/runs'],
      ['POST', '/jobs/nobody/run'],
    ] as const) {
      const reply = await server().rest(method, path);
      expect(reply.status).toBe(404);
      expect(reply.body['code']).toBe('job.missing');
    }
    const reply = await server().rest('GET', '/jobs/retention/runs?cursor=abc');
    expect(reply.status).toBe(400);
  });
});

overServers(
  'running jobs over REST',
  (server) => {
    test('POST …/run runs a job now, and the metrics count it', async () => {
      const { rest, composed, url, operatorKey } = server();
      const runs = (): number =>
        composed.jobs.figures().find(({ name }) => name === 'retention')?.runs ?? 0;
      await waitUntil(async () => runs() >= 1);
      const before = runs();
      const reply = await rest('POST', '/jobs/retention/run');
      expect(reply.status).toBe(202);
      expect(reply.body).toMatchObject({ name: 'retention', every: '10 minutes' });
      await waitUntil(async () => runs() > before);
      const headers = { authorization: `Bearer ${operatorKey}` };
      const text = await (await fetch(`${url}/metrics`, { headers })).text();
      expect(text).toMatch(/muster_job_runs\{job="retention"\} [2-9]/);
      expect(text).toMatch(/muster_job_failures\{job="retention"\} 0/);
    });
  },
  { jobs: true },
);
