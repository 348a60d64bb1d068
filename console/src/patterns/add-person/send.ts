import { problemOf } from '../../data/problems.js';
import { server } from '../../data/server.js';
import type { Address } from './addresses.js';
import { invitationOf, type Entry, type Form, type Mode } from './form.js';

/** More than so many go as one task in the background. */
const MAX_SINGLE = 25;
const AT_ONCE = 4;
const ASK_AGAIN_MS = 700;

export interface Sending {
  readonly organizationId: string;
  readonly form: Form;
  readonly mode: Mode;
  readonly spaceRole: string;
  /** of the opened form: the same address under it is sent once (console C8) */
  readonly formKey: string;
}

export interface Sent {
  readonly sent: number;
  /** addresses that were refused, each with its own reason (console C5) */
  readonly failed: readonly Entry[];
  readonly link?: string;
}

export async function sendInvitations(sending: Sending): Promise<Sent> {
  const { entries } = sending.form;
  return entries.length > MAX_SINGLE ? sendAsTask(sending) : sendOneByOne(sending);
}

async function sendOneByOne(sending: Sending): Promise<Sent> {
  const waiting = [...sending.form.entries];
  const failed: Entry[] = [];
  let sent = 0;
  let link: string | undefined;
  const work = async (): Promise<void> => {
    for (let entry = waiting.shift(); entry; entry = waiting.shift()) {
      const { email, name } = entry;
      try {
        link = await sendOne(sending, entry);
        sent += 1;
      } catch (error) {
        const { detail, fields } = problemOf(error);
        const problem = Object.values(fields)[0] ?? detail;
        failed.push({ email, ...(name !== undefined && { name }), problem });
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return { sent, failed, ...(link !== undefined && { link }) };
}

async function sendOne(sending: Sending, address: Address): Promise<string | undefined> {
  const { organizationId, form, formKey } = sending;
  const body = invitationOf(form, address, sending);
  const idempotencyKey = `${formKey}-${encodeURIComponent(address.email).slice(0, 200)}`;
  const { link } = await server.createInvitation({
    params: { organizationId },
    body,
    idempotencyKey,
  });
  return link;
}

/** The rows of the task say what became of each address. */
async function sendAsTask(sending: Sending): Promise<Sent> {
  const { organizationId, form, formKey } = sending;
  const params = { organizationId };
  const invitations = form.entries.map((entry) => invitationOf(form, entry, sending));
  const made = await server.bulkCreateInvitations({
    params,
    body: { invitations },
    idempotencyKey: `${formKey}-${invitations.length}`,
  });
  const task = { organizationId, taskId: made.id };
  let now = made;
  while (!['done', 'cancelled', 'failed'].includes(now.status)) {
    await new Promise((resolve) => setTimeout(resolve, ASK_AGAIN_MS));
    now = await server.getTask({ params: task });
  }
  return { sent: now.succeeded, failed: await failedRows(task) };
}

async function failedRows(params: {
  organizationId: string;
  taskId: string;
}): Promise<readonly Entry[]> {
  const failed: Entry[] = [];
  let cursor: string | undefined;
  do {
    const query = {
      status: 'failed' as const,
      limit: 100,
      ...(cursor !== undefined && { cursor }),
    };
    const page = await server.listTaskRows({ params, query });
    for (const { input, code, errors } of page.items) {
      const problem = errors?.[0]?.problem ?? code ?? '';
      failed.push({ email: String(input['email']), problem });
    }
    cursor = page.next;
  } while (cursor !== undefined);
  return failed;
}
