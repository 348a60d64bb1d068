import type { SignInSession } from '#store/index.js';
import type { TestApplication } from './application.js';
import { signInContext } from './sessions.js';

/** People with accounts, and sessions in which they change their second factors. */
export class FactorPeople {
  #made = 0;

  constructor(
    readonly app: () => TestApplication,
    readonly name: string,
  ) {}

  /** The owner of an organization, with an account whose address is proved. */
  async person(): Promise<{ readonly accountId: string; readonly organizationId: string }> {
    this.#made += 1;
    const owner = { email: `${this.name}-${this.#made}@example.com`, name: 'Person' };
    const app = this.app();
    const { id: organizationId } = await app.organization(owner);
    const input = { ...owner, emailVerified: true };
    const { account } = await app.core.accounts.create(app.ctx(), input);
    return { accountId: account.id, organizationId };
  }

  /** A session that has proved, a moment ago, what it was made with. */
  async session(accountId: string, more: object = {}): Promise<SignInSession> {
    const { core, clock } = this.app();
    const ctx = signInContext(clock);
    const input = { method: 'email_code', accountId, ...more } as const;
    const { session } = await core.sessions.create(ctx, input);
    return (await core.sessions.stepUp(ctx, session, 'email_code')).session;
  }

  /** The session as it is kept now. */
  async again({ id }: SignInSession): Promise<SignInSession> {
    const found = await this.app().store.read.sessions.get(id);
    if (!found) throw new Error('The session is gone.');
    return found;
  }
}
