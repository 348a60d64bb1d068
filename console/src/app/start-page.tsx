import { Skeleton } from '@mantine/core';
import { Navigate } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useConsole, type Console, type PageName } from '../data/console.js';
import { useOrganizationId } from '../data/organization.js';
import { useChosenStart } from '../data/preferences.js';
import { addressOf, PAGES } from '../navigation/menu.js';
import { Region } from '../parts/region.js';

/** Where an organization begins for somebody who asked for no page of it: leads on at once, and is in no history. */
export function StartPage(): ReactNode {
  const organizationId = useOrganizationId();
  const chosen = useChosenStart();
  const shown = useConsole();
  return (
    <Region query={shown} lines={6}>
      {(data) =>
        chosen.isPending ? (
          <Skeleton height={14} />
        ) : (
          <Navigate to={addressOf(startOf(data, chosen.data), organizationId)} replace />
        )
      }
    </Region>
  );
}

/** The page that the person has chosen, else that of the preset, else the first of the menu: the first of these that is open to them. */
function startOf({ landing, menus, pages }: Console, chosen: string | undefined): PageName {
  const placed = menus.flatMap(({ sections }) => sections.flatMap((section) => section.pages));
  const wanted = [chosen, landing, 'overview', ...placed];
  const found = wanted.find((name) => isPage(name) && pages[name]?.open === true);
  return isPage(found) ? found : 'overview';
}

function isPage(name: string | undefined): name is PageName {
  return name !== undefined && name !== 'personal' && Object.hasOwn(PAGES, name);
}
