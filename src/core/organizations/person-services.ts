import { createAccounts, type AccountDeps, type Accounts } from './accounts.js';
import { createPersonPreferences, type PersonPreferencesService } from './person-preferences.js';

/** What belongs to people, whatever organizations they are in. */
export function createPersonServices(deps: AccountDeps): {
  readonly accounts: Accounts;
  readonly personPreferences: PersonPreferencesService;
} {
  return { accounts: createAccounts(deps), personPreferences: createPersonPreferences(deps) };
}
