import '@fontsource-variable/inter/wght.css';
import '@mantine/core/styles.css';
import '../theme/tokens.css';
import { DirectionProvider, MantineProvider } from '@mantine/core';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { MusterError } from '@muster/client';
import { PERSON_KEY, type Person } from '../data/person.js';
import { createQueryClient } from '../data/query-client.js';
import { BASE, server, signInAddress } from '../data/server.js';
import { watchSession } from '../data/session.js';
import { router } from '../navigation/routes.js';
import { choiceOf } from '../navigation/search.js';
import { NONCE } from '../security/nonce.js';
import { chosenLanguage, startTexts, type Pseudo } from '../texts/index.js';
import { colorSchemes } from '../theme/color-scheme.js';
import { CSS_VARIABLES, THEME } from '../theme/theme.js';
import { keepFocus } from './kept-focus.js';
import { watchCutWords } from './cut-words.js';
import { isOperatorPath } from './operator-path.js';
import { watchUpgrades } from './upgrades.js';

/** Who has signed in, their language, then the page of the address. Whoever has not signed in does that first and comes back here. */
export async function start(): Promise<void> {
  watchUpgrades();
  const client = createQueryClient();
  const person = await readPerson();
  const isOperator = isOperatorPath(location.pathname.slice(BASE.length));
  if (person === 'nobody' && !isOperator) return location.replace(signInAddress());
  const known = person === 'nobody' ? undefined : person;
  if (known) client.setQueryData(PERSON_KEY, known);
  const locale = known?.account.locale;
  await startTexts(chosenLanguage(locale), pseudoOf(location.search));
  watchSession();
  keepFocus();
  watchCutWords();
  const element = document.getElementById('console');
  if (!element) throw new Error('The document has no place for the console.');
  createRoot(element).render(
    <StrictMode>
      <DirectionProvider>
        <MantineProvider
          theme={THEME}
          cssVariablesResolver={CSS_VARIABLES}
          colorSchemeManager={colorSchemes}
          defaultColorScheme="auto"
          getStyleNonce={() => NONCE}
        >
          <QueryClientProvider client={client}>
            <RouterProvider router={router} />
          </QueryClientProvider>
        </MantineProvider>
      </DirectionProvider>
    </StrictMode>,
  );
}

/** Undefined where the server does not answer: the page says so, and asks again. */
async function readPerson(): Promise<Person | 'nobody' | undefined> {
  try {
    return await server.getPerson({});
  } catch (error) {
    return error instanceof MusterError && error.status === 401 ? 'nobody' : undefined;
  }
}

/** `?pseudo=long` and `?pseudo=rtl`: to look at, and for tests. */
function pseudoOf(search: string): Pseudo | undefined {
  return choiceOf(new URLSearchParams(search).get('pseudo'), ['long', 'rtl']);
}
