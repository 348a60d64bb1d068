import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { runCli, type CliDeps as CliHouse } from '#cli/index.js';
import { systemClock } from '#kernel/index.js';
import { loadSettings } from '#settings/index.js';
import type { Organization } from '#store/index.js';
import { createPerson } from '../kit/organization-scopes.js';
import { FakeClock, TestApplication } from '../kit/application.js';
import { overStores, storeKinds, type OpenedStore } from '../kit/stores.js';
import { emptyFolder, startMuster, type CommandResult } from './processes.js';
import { createRecordingTerminal } from './servers.js';

const LONG = 120_000;

function refuse(): never {
  throw new Error('this command was not to come so far');
}

// Over a database on disk; once in a real process, beside the server that writes it.
overStores(
  'muster verify-journal',
  (kind) => {
    let folder: Awaited<ReturnType<typeof emptyFolder>>;
    let opened: OpenedStore;
    let app: TestApplication;
    beforeAll(async () => {
      folder = await emptyFolder();
      opened = await kind.open();
      app = new TestApplication(opened.store, new FakeClock());
    });
    afterAll(async () => {
      await app.close();
      await opened.close();
      await folder.remove();
    });

    const muster = async (...args: string[]): Promise<CommandResult> => {
      const { terminal, printed } = createRecordingTerminal();
      const around: CliHouse = {
        version: '0.0.0',
        clock: systemClock,
        loadSettings: () => loadSettings({ env: {} }),
        serve: refuse,
        openDeps: refuse,
        openDemo: refuse,
        inspectStore: refuse,
        migrateStore: refuse,
        openCore: async () => ({ core: app.core, close: async () => undefined }),
      };
      const code = await runCli(['verify-journal', ...args], around, terminal);
      return { code, out: printed.out.join('\n'), err: printed.err.join('\n') };
    };
    const process = (): Promise<CommandResult> =>
      startMuster(folder.path, ['verify-journal'], { MUSTER_STORE__URL: opened.url }).ended;
    const peopled = async (): Promise<Organization> => {
      const organization = await app.organization();
      for (const name of ['One', 'Two']) await createPerson(app, organization, name, 'member');
      return organization;
    };
    const tampered = async (sequence: number, change: 'type' | 'remove'): Promise<Organization> => {
      const organization = await peopled();
      const entries = await app.journal(organization.id);
      const id = String(entries.find((entry) => entry.sequence === sequence)?.id);
      await opened.store.transaction(organization.id, async (tx) => {
        if (change === 'remove') return tx.journal.remove(id);
        const field = { column: 'id' };
        const where = { kind: 'compare', field, operator: 'eq', value: id } as const;
        await tx.journal.setWhere(where, 'type', 'member.left');
      });
      return organization;
    };

    test(
      'says which journal is whole and which is not, and ends with 1 when one is not',
      async () => {
        const whole = await peopled();
        const fine = await muster();
        expect([fine.code, fine.out.trim().split('\n').at(-1)]).toEqual([
          0,
          '1 journal checked, 0 broken',
        ]);
        expect(fine.out).toContain(`✓ ${whole.slug}: 4 lines, 1 to 4`);
        const changed = await tampered(2, 'type');
        const missing = await tampered(3, 'remove');
        const cut = await tampered(4, 'remove');
        const all = await process();
        expect(all.code).toBe(1);
        expect(all.out).toContain('4 journals checked, 3 broken');
        expect(all.err).toContain(`✗ ${changed.slug}: line 2 is not what was written`);
        expect(all.err).toContain(`✗ ${missing.slug}: line 3 is gone`);
        expect(all.err).toContain(`✗ ${cut.slug}: line 4 and whatever came after it is gone`);
        const one = await muster(changed.slug);
        expect([one.code, one.out.trim()]).toEqual([1, '1 journal checked, 1 broken']);
        const behind = await muster(changed.id, '--from', '4');
        expect(behind.code).toBe(0);
      },
      LONG,
    );

    test(
      'refuses an organization that is not there, and what is no sequence',
      async () => {
        const nowhere = await muster('nowhere');
        expect([nowhere.code, nowhere.err]).toEqual([2, expect.stringContaining('nowhere')]);
        expect((await muster('--from', 'x')).code).toBe(2);
      },
      LONG,
    );
  },
  storeKinds.filter(({ durable }) => durable),
);
