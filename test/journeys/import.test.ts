import { expect, test } from '@jest/globals';
import { newId } from '#kernel/index.js';
import { readSheet } from '@muster/sheets';
import { Company, waitUntil } from '../seeds/products.js';
import { overInstallations } from './installations.js';

type Upload = 'email' | 'name' | 'roles';
type Line = Readonly<Record<Upload, string>>;

const sheetOf = (lines: readonly Line[]): Blob => {
  const rows = lines.map(({ email, name, roles }) => `${email},${name},${roles}`);
  return new Blob([['email,name,roles', ...rows].join('\n')], { type: 'text/csv' });
};

overInstallations('three hundred people from a sheet', (installation, kind) => {
  // every row is a transaction, and the engine that stands in for MongoDB takes its time for each
  const count = kind.name === 'mongodb' ? 120 : 300;

  test('checked, the wrong rows put right in the result, applied, and every one has a mail', async () => {
    const company = await Company.open(installation().server, 'standard');
    const { first, params } = company;
    const word = newId().slice(-12);
    const line = (n: number): Line => ({
      email: `${word}-${n}@example.com`,
      name: `User ${n}`,
      roles: 'member',
    });
    const right = Array.from({ length: count }, (_, n) => line(n));
    const wrong = right.with(7, { ...line(7), email: 'nobody' });
    const sheet = wrong.with(100, { ...line(100), roles: 'emperor' }).with(count - 1, line(0));
    const upload = async (body: Blob) => {
      const query = { mode: 'add', invite: 'true' } as const;
      const { id } = await first.createImport({ ...params, query, body });
      const at = { params: { organizationId: company.id, importId: id } };
      const read = async () => {
        await installation().run('run-tasks');
        return first.getImport(at);
      };
      return { at, read, found: await waitUntil(read, ({ status }) => status === 'checked') };
    };

    const { at, read, found } = await upload(sheetOf(sheet));
    expect(found.report).toMatchObject({
      rows: count,
      valid: count - 3,
      errors: 3,
      toInvite: count - 3,
    });
    expect(await company.roster()).toHaveLength(1);
    const { items } = await first.listImportRows({ ...at, query: { status: 'invalid' } });
    expect(items.map(({ number, errors = [] }) => [number, errors[0]?.field])).toEqual([
      [9, 'email'],
      [102, 'roles'],
      [count + 1, 'email'],
    ]);
    await first.applyImport({ ...at, body: { skipInvalid: true } });
    await waitUntil(read, ({ status }) => status === 'done');

    // what was wrong comes back as a sheet, is put right and comes again
    const query = { only: 'failed', format: 'csv' } as const;
    const result = await first.getImportResult({ ...at, query });
    const failed: Line[] = [];
    for await (const { row, cells } of readSheet(new Uint8Array(await result.arrayBuffer()))) {
      if (row === 1) continue;
      const [email, name, roles] = [...cells.values()];
      failed.push({ email: email ?? '', name: name ?? '', roles: roles ?? '' });
    }
    expect(failed.map(({ email }) => email)).toEqual([
      'nobody',
      `${word}-100@example.com`,
      `${word}-0@example.com`,
    ]);
    const fixed = await upload(sheetOf([line(7), line(100), line(count - 1)]));
    expect(fixed.found.report).toMatchObject({ valid: 3, errors: 0, toInvite: 3 });
    await first.applyImport({ ...fixed.at, body: {} });
    const last = await waitUntil(fixed.read, ({ status }) => status === 'done');
    expect(last).toMatchObject({ succeeded: 3, failed: 0 });

    await installation().run('send-mail');
    const got = right.map(({ email }) => installation().mails.mailsTo(email).length);
    expect(got).toEqual(right.map(() => 1));
    expect(await first.countInvitations(params)).toMatchObject({ pending: count });
  });
});
