import { fold, instant, newId, type Context } from '#kernel/index.js';
import { equals, type JournalLine, type Mail, type Telling, type Writers } from '#store/index.js';
import { TELLERS, type Letter, type Tale } from './facts.js';

/** Contexts in which something was put into the outbox, so that a door can wake the sender after the commit. */
const queuedIn = new WeakSet<Context>();

/** Whether there is something new to be sent, because of this call. */
export function hasQueued(ctx: Context): boolean {
  return queuedIn.has(ctx);
}

/**
 * Puts what is told of a fact into the outbox, in the fact's own transaction: a mail where the address is known, a telling where
 * members have to be looked up. Facts that nobody is told of cost nothing.
 */
export async function tell(ctx: Context, tx: Writers, line: JournalLine): Promise<void> {
  const teller = TELLERS.get(line.type);
  if (teller === undefined) return;
  const told = await teller(line, tx);
  if (told === undefined) return;
  const { tales = [], letters = [] } = told;
  for (const tale of tales) await keepTale(ctx, tx, line, tale);
  if (letters.length > 0) {
    await tx.mails.insertMissing(letters.map((letter) => mailOf(ctx, line, letter)));
  }
  queuedIn.add(ctx);
}

function mailOf(ctx: Context, line: JournalLine, letter: Letter): Mail {
  const now = instant(ctx.clock.now());
  const toKey = fold(letter.to);
  return {
    id: newId(),
    version: 1,
    createdAt: now,
    updatedAt: now,
    organizationId: line.organizationId,
    ...letter,
    toKey,
    optional: false,
    status: 'queued',
    attempts: 0,
    dueAt: now,
    messageId: newId(),
    onceKey: `${line.id}:${toKey}:${letter.template}`,
  };
}

async function keepTale(ctx: Context, tx: Writers, line: JournalLine, tale: Tale): Promise<void> {
  const now = ctx.clock.now();
  const { notice, memberIds, alsoRoles, data, together, once } = tale;
  if (together) {
    const waiting = await tx.tellings.first(equals('onceKey', together.key));
    if (waiting) return tx.tellings.update(withItem(waiting, together.item, instant(now)));
  }
  const telling: Telling = {
    id: newId(),
    version: 1,
    createdAt: instant(now),
    updatedAt: instant(now),
    organizationId: line.organizationId,
    notice,
    journalId: line.id,
    ...(memberIds && { memberIds }),
    ...(alsoRoles && { alsoRoles }),
    data: together ? { ...data, items: [together.item] } : data,
    dueAt: instant(now + (together?.ms ?? 0)),
    attempts: 0,
    ...(once !== undefined && { lasting: true }),
    onceKey: together?.key ?? once ?? `${line.id}:${notice}`,
  };
  await tx.tellings.insertMissing([telling]);
}

function withItem(waiting: Telling, item: string, updatedAt: string): Telling {
  const items = (waiting.data['items'] ?? []) as readonly string[];
  const data = { ...waiting.data, items: [...new Set([...items, item])].slice(0, 100) };
  return { ...waiting, data, version: waiting.version + 1, updatedAt };
}
