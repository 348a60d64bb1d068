import { silentLog, systemClock } from '#kernel/index.js';
import { openStore } from '#main.js';
import { loadSettings } from '#settings/index.js';
import { filled, type Databases } from './kept.js';
import { OPERATOR_KEY, type Prepared } from './preparing.js';
import type { Burst } from './probe.js';
import { fillQuickly } from './quick-filling.js';
import { forkScript, message, startSubject, type Subject } from './process.js';
import { idOf, seedGroup, seedUsers } from './seed.js';

/** One large thing, and what others saw of it. */
interface BurstRow {
  readonly operation: string;
  readonly seconds: number;
  /** of the process, with all its threads */
  readonly cpuSeconds: number;
  readonly burst: Burst;
  readonly reader: Reads;
}

/** Of a second client that reads a user, again and again, milliseconds. */
interface Reads {
  readonly p99: number;
  readonly max: number;
  readonly count: number;
}

interface Scene extends Prepared {
  readonly subject: Subject;
  readonly size: number;
  readonly people: number;
  measure(operation: string, work: () => Promise<unknown>): Promise<void>;
}

export interface BurstPlan {
  readonly size: number;
  readonly people: number;
  /** the server says on the standard error what held its main thread (long-turns.ts), which takes time itself */
  readonly isTraced: boolean;
}

const SCIM = 'application/scim+json';
const JSON_TYPE = 'application/json';
const PATCH_OP = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';
const GROUP = 'urn:ietf:params:scim:schemas:core:2.0:Group';
/** Recipients of one notice: the most that a call takes. */
const MAX_RECIPIENTS = 200;

/**
 * The longest burst of the server's main thread while something large is done to a group of `size` members, and to `people` of an
 * organization without a directory. `nothing` is the noise of the machine: only the second client reads.
 */
export async function benchBursts(
  databases: Databases,
  { size, people, isTraced }: BurstPlan,
): Promise<string[]> {
  const fill = (url: string, tenant: Prepared): Promise<void> => seed(url, tenant, size);
  const wanted = { kind: 'bursts', size, changes: true, fill };
  const { storeUrl, tenant: prepared } = await filled(databases, wanted);
  const subject = await startSubject(storeUrl, OPERATOR_KEY);
  const user = `${subject.url}/scim/${prepared.connectionId}/v2/Users/${idOf(1, 1)}`;
  const reader = forkScript('reader.ts', [user, prepared.token]);
  const reads = async (): Promise<Reads> => {
    reader.send('reads');
    return message<Reads>(reader);
  };
  const rows: BurstRow[] = [];
  const measure = async (operation: string, work: () => Promise<unknown>): Promise<void> => {
    await subject.settle();
    await reads();
    const started = performance.now();
    const cpuMs = subject.cpuMs();
    let note = '';
    const noted = async (): Promise<void> => {
      ({ note = '' } = ((await work()) ?? {}) as { readonly note?: string });
    };
    const burst = await subject.burstDuring(noted, isTraced);
    const cpuSeconds = (subject.cpuMs() - cpuMs) / 1_000;
    const seconds = (performance.now() - started) / 1_000;
    rows.push({ operation: operation + note, seconds, cpuSeconds, burst, reader: await reads() });
    console.error(`  ${operation}${note}: ${burst.cpuMs.toFixed(0)} ms in ${seconds.toFixed(1)} s`);
  };
  try {
    // as a start does, which runs jobs: what the first one loads is none of the rows'
    await subject.runJob('run-tasks');
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    const scene = { ...prepared, subject, size, people, measure };
    await measure('nothing', () => new Promise((resolve) => setTimeout(resolve, 3_000)));
    await groupRows(scene);
    if (people > 0) await organizationRows(scene);
  } finally {
    reader.send('stop');
    await subject.stop();
  }
  return table(rows);
}

async function seed(storeUrl: string, tenant: Prepared, size: number): Promise<void> {
  const settings = loadSettings({ env: {}, overrides: { store: { url: storeUrl } } });
  await fillQuickly(storeUrl, {
    open: () => openStore(settings, { clock: systemClock, log: silentLog }),
    async fill(store) {
      await seedUsers(store, tenant, { from: 0, to: size + size / 10 });
      await seedGroup(store, tenant, { n: 0, size });
    },
  });
}

async function groupRows({ subject, connectionId, token, size, measure }: Scene): Promise<void> {
  const group = `${subject.url}/scim/${connectionId}/v2/Groups/${idOf(3, 0)}`;
  const ask = asker(token, SCIM);
  const of = size.toLocaleString('en');
  const membersFrom = (from: number, count: number) =>
    Array.from({ length: count }, (_, n) => ({ value: idOf(1, from + n) }));
  await measure(`GET a group of ${of}`, () => ask('GET', group));
  const some = membersFrom(size, size / 10);
  const patch = (op: string): string =>
    JSON.stringify({ schemas: [PATCH_OP], Operations: [{ op, path: 'members', value: some }] });
  for (const op of ['add', 'remove']) {
    const body = patch(op);
    await measure(`PATCH: ${op} ${(size / 10).toLocaleString('en')}`, () =>
      ask('PATCH', `${group}?attributes=displayName`, body),
    );
  }
  const put = JSON.stringify({
    schemas: [GROUP],
    displayName: 'Group 0',
    members: membersFrom(size / 10, size),
  });
  await measure(`PUT a group of ${of}, a tenth new`, () => ask('PUT', group, put).catch(refused));
  await measure(`DELETE a group of ${of}`, () => ask('DELETE', group));
}

/** A body of a million members is larger than http.bodyBytes.scim: it is refused as in an installation, and the row says so. */
function refused(error: Error): { readonly note: string } {
  if (!error.message.includes(': 413 ')) throw error;
  return { note: ', refused with 413' };
}

async function organizationRows({ subject, hostedId, people, measure }: Scene): Promise<void> {
  const path = `${subject.url}/api/v1/organizations/${hostedId}`;
  const ask = asker(OPERATOR_KEY, JSON_TYPE);
  const of = people.toLocaleString('en');
  const sheet = Array.from({ length: people }, (_, n) => `member.${n}@example.com,Member ${n}`);
  const upload = asker(OPERATOR_KEY, 'text/csv');
  await measure(`import of ${of}`, async () => {
    const text = ['email,name', ...sheet].join('\n');
    const { id } = await upload('POST', `${path}/imports?mode=add&dryRun=false`, text);
    for (let status = ''; status !== 'done';) {
      await subject.runJob('run-tasks');
      ({ status = '' } = await ask('GET', `${path}/imports/${id}`));
      if (['failed', 'cancelled', 'checked'].includes(status)) throw new Error(`import ${status}`);
    }
  });
  const entries = (await text(`${path}/journal/export?format=jsonl`)).split('\n').length - 1;
  await measure(`export of ${entries.toLocaleString('en')} entries of the journal`, () =>
    text(`${path}/journal/export?format=jsonl`),
  );
  const ids = await memberIds(path, people);
  await measure(`a notice to ${of}`, async () => {
    for (let from = 0; from < people; from += MAX_RECIPIENTS) {
      const memberIds = ids.slice(from, from + MAX_RECIPIENTS);
      const notice = { notice: 'bench-notice', data: { title: 'A notice' }, memberIds };
      await ask('POST', `${path}/notices`, JSON.stringify(notice));
    }
    return { note: await sendAll(subject, people) };
  });
  const { slug } = await ask('GET', path);
  await ask('DELETE', `${path}?confirmation=${slug}`);
  await subject.letPurge(hostedId);
  await measure(`purge of an organization of ${of}`, () => subject.runJob('purge-organizations'));
}

/** Ms after which mails of which none was sent meanwhile are given up. */
const SENDING_MS = 60_000;

/** Sends the mails of `people`: a run of the job that comes before the first of them is due leaves them to the next one. */
async function sendAll(subject: Subject, people: number): Promise<string> {
  let sent = 0;
  for (let since = performance.now(); sent < people;) {
    await subject.runJob('send-mail');
    const now = await subject.sentMails();
    if (now > sent) since = performance.now();
    else if (performance.now() - since > SENDING_MS) throw new Error(`${sent} mails were sent`);
    sent = now;
  }
  return `, ${sent.toLocaleString('en')} mails sent`;
}

async function memberIds(path: string, count: number): Promise<string[]> {
  const ids: string[] = [];
  let cursor = '';
  while (ids.length < count) {
    const page = JSON.parse(await text(`${path}/members?limit=200${cursor}`)) as {
      readonly items: readonly { readonly id: string }[];
      readonly next?: string;
    };
    ids.push(...page.items.map(({ id }) => id));
    if (page.next === undefined) break;
    cursor = `&cursor=${encodeURIComponent(page.next)}`;
  }
  return ids;
}

async function text(url: string): Promise<string> {
  const answer = await fetch(url, { headers: { authorization: `Bearer ${OPERATOR_KEY}` } });
  const body = await answer.text();
  if (!answer.ok) throw new Error(`${url}: ${answer.status} ${body}`);
  return body;
}

function asker(token: string, mediaType: string) {
  const headers = { authorization: `Bearer ${token}`, 'content-type': mediaType };
  return async (method: string, url: string, body?: string): Promise<Record<string, string>> => {
    const versioned = method === 'DELETE' && mediaType === JSON_TYPE && { 'if-match': '*' };
    const answer = await fetch(url, {
      method,
      headers: { ...headers, ...versioned },
      ...(body !== undefined && { body }),
    });
    const answered = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${url}: ${answer.status} ${answered.slice(0, 500)}`);
    return answered === '' ? {} : (JSON.parse(answered) as Record<string, string>);
  };
}

function table(rows: readonly BurstRow[]): string[] {
  const head =
    '| operation | seconds | CPU s | longest burst, CPU ms | the loop stood still, ms | reader p99 ms | reader max ms |';
  return [
    head,
    head.replace(/[^|]+/g, ' --- '),
    ...rows.map(({ operation, seconds, cpuSeconds, burst, reader }) => {
      const figures = [burst.cpuMs, burst.wallMs, reader.p99, reader.max].map((n) => n.toFixed(0));
      return `| ${[operation, seconds.toFixed(1), cpuSeconds.toFixed(1), ...figures].join(' | ')} |`;
    }),
  ];
}
