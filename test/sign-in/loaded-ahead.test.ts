import { expect, test } from '@jest/globals';
import { samlProvider } from '../kit/saml-provider.js';
import { overApplications } from '../kit/application.js';
import { samlConnection } from '../kit/saml-sign-ins.js';
import { silentLog } from '#kernel/index.js';
import { loadForConnections } from '../../src/main/small-start.js';

overApplications('libraries of sign-in, once the server listens', (app) => {
  /** Which protocols' libraries would be loaded. */
  const loaded = async (): Promise<string[]> => {
    const names: string[] = [];
    const protocol = (name: string) => ({
      load: async () => {
        names.push(name);
      },
    });
    const signIn = { saml: protocol('saml'), oidc: protocol('oidc') };
    await loadForConnections({ store: app().store, signIn }, silentLog);
    return names;
  };

  test('are loaded for the protocols of the connections that are there', async () => {
    await app().scimConnection();
    expect(await loaded()).toEqual([]);
    await samlConnection(app(), await samlProvider());
    expect(await loaded()).toEqual(['saml']);
  });
});
