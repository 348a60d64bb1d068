import type { ClientProfile, ScimClient } from '../client/client.js';
import type { TypeName } from '../client/messages.js';
import type { AnswerChecks } from './answer-checks.js';
import type { Person, Random, Team } from './people.js';

/** A person that the server knows, as the provider remembers it: by id (E25b). */
export interface User {
  readonly person: Person;
  readonly id: string;
}

export interface Group {
  readonly team: Team;
  readonly id: string;
}

/** What a provider scenarios on. */
export interface SimulationContext {
  readonly client: ScimClient;
  readonly answers: AnswerChecks;
  readonly random: Random;
  readonly people: readonly Person[];
  readonly teams: readonly Team[];
  /** `application/scim+json` only, or plain JSON as well */
  readonly media: 'scim' | 'any';
  /** people stay active and groups keep their members at the end, instead of going as they came */
  readonly keeps: boolean;
  /** Runs `work` over the items, some at a time; answers what it made of them, in order, without the undefined ones. */
  each<T, R>(
    phase: string,
    items: readonly T[],
    work: (item: T, index: number) => Promise<R | undefined>,
  ): Promise<R[]>;
  /** Something was created: it is to be gone at the end. */
  made(type: TypeName, id: string): void;
  /** It is gone. */
  gone(id: string): void;
}

export interface Scenario {
  /** of one pass through the provider's sequence: `with aadOptscim062020` */
  readonly name: string;
  /** behind the base URL in every request */
  readonly baseQuery: string;
  run(context: SimulationContext): Promise<void>;
}

export interface Provider {
  readonly name: string;
  readonly title: string;
  readonly clientProfile: ClientProfile;
  readonly media: 'scim' | 'any';
  scenarios(options: { readonly aadOptscim: 'both' | 'on' | 'off' }): readonly Scenario[];
}
