import { Secret, TOTP } from 'otpauth';
import { createSecretsKey } from '#core/index.js';
import { createAttempts } from '#sign-in/attempts/index.js';
import { createEnforcement } from '#sign-in/enforcement/index.js';
import { createFactors } from '#sign-in/factors/index.js';
import type { Member, SignInConnection, SignInEnforcement, SignInSession } from '#store/index.js';
import type { TestApplication } from './application.js';
import { ISSUER, SignInCustomer } from './sign-ins.js';
import { signInContext } from './sessions.js';

const STEP_MS = 30_000;
const secretsKey = createSecretsKey('secrets-key-of-a-test-0123456789abcdef');
const baseUrl = () => 'https://muster.example';

export type Wanted = Omit<SignInEnforcement, 'since'>;

/** An authenticator app of a person, as the test holds it. */
export interface TestApp {
  readonly id: string;
  readonly secret: string;
}

/** A customer whose domain is proved, with an owner who can come in by a code and an app of their own. */
export class EnforcingCustomer {
  app: TestApp | undefined;

  private constructor(
    readonly customer: SignInCustomer,
    readonly accountId: string,
    public session: SignInSession,
  ) {}

  static async create(house: TestApplication): Promise<EnforcingCustomer> {
    const customer = await SignInCustomer.create(house);
    const { owner } = customer;
    const input = { email: owner.email ?? '', name: 'Owner', emailVerified: true };
    const { account } = await house.core.accounts.create(house.ctx(), input);
    const { sessions } = house.core;
    const ctx = signInContext(house.clock);
    const made = await sessions.create(ctx, { method: 'email_code', accountId: account.id });
    const { session } = await sessions.stepUp(ctx, made.session, 'email_code');
    return new EnforcingCustomer(customer, account.id, session);
  }

  get house(): TestApplication {
    return this.customer.house;
  }

  get ctx() {
    return signInContext(this.house.clock);
  }

  get factors() {
    const { store, core } = this.house;
    return createFactors({ store, core, secretsKey, baseUrl });
  }

  get enforcement() {
    const { store, core } = this.house;
    return createEnforcement({ store, core, baseUrl });
  }

  get wanted(): Wanted {
    const { domain, connection, owner } = this.customer;
    return {
      domains: [domain],
      connectionIds: [connection.id],
      guests: 'second_step',
      breakGlassMemberIds: [owner.id],
    };
  }

  code({ secret }: TestApp): string {
    const timestamp = this.house.clock.now();
    return new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp });
  }

  /** The owner sets up an app; it was not used yet. */
  async enrol(): Promise<TestApp> {
    const begun = await this.factors.beginTotp(this.ctx, this.session, 'owner');
    const input = { id: begun.id, code: this.code(begun) };
    const result = await this.factors.confirmTotp(this.ctx, this.session, input);
    if (result.outcome !== 'right') throw new Error(result.outcome);
    this.session = result.made.session;
    this.app = begun;
    return begun;
  }

  /** A code of the owner's app steps a session up. */
  async use(session: SignInSession = this.session): Promise<SignInSession> {
    this.house.clock.advance(STEP_MS);
    if (!this.app) throw new Error('The owner has no app.');
    const result = await this.factors.check(this.ctx, session, this.code(this.app));
    if (result.outcome !== 'right') throw new Error(result.outcome);
    if (session === this.session) this.session = result.made.session;
    return result.made.session;
  }

  /** A sign-in at the connection that went well just now, as the log has it. */
  async noteSignIn(
    change: { readonly accountId?: string; readonly connection?: SignInConnection } = {},
  ): Promise<void> {
    const { customer, house } = this;
    const { accountId = this.accountId, connection = customer.connection } = change;
    await createAttempts(house.store).note(house.ctx(), connection, {
      purpose: 'sign_in',
      outcome: 'ok',
      issuer: ISSUER,
      subject: 'owner',
      configuration: connection.configuration,
      accountId,
      trace: [],
    });
  }

  /** Everything that the conditions ask for, and then it is on. */
  async enforce(change: Partial<Wanted> = {}): Promise<void> {
    if (!this.app) {
      await this.enrol();
      await this.use();
    }
    await this.noteSignIn();
    const wanted = { ...this.wanted, ...change };
    await this.enforcement.set(this.house.ctx(), this.target, wanted);
  }

  get target() {
    return { organizationId: this.customer.id };
  }

  /** A session of an account, by a code unless it is said otherwise. */
  async sessionOf(
    accountId: string,
    more: Partial<Parameters<TestApplication['core']['sessions']['create']>[1]> = {},
  ): Promise<SignInSession> {
    const input = { method: 'email_code', accountId, ...more } as const;
    return (await this.house.core.sessions.create(this.ctx, input)).session;
  }

  /** A member with an account of that address. */
  async person(email: string): Promise<{ readonly member: Member; readonly accountId: string }> {
    const { core, ctx } = this.house;
    const member = await core.members.add(ctx(), this.customer.id, { email, name: 'Person' });
    const input = { email, name: 'Person', emailVerified: true };
    const { account } = await core.accounts.create(ctx(), input);
    return { member, accountId: account.id };
  }
}
