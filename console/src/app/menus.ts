import { useLocation, useRouter } from '@tanstack/react-router';
import { titleOf, useConsoleOf, type ConsoleMenu, type PageName } from '../data/console.js';
import { PAGES, pageAt } from '../navigation/menu.js';

/** A menu with the pages that this person may open; one without any is left out. */
export interface ShownMenu {
  readonly name: string;
  readonly title: string | undefined;
  readonly place: ConsoleMenu['place'];
  readonly as: ConsoleMenu['as'];
  readonly sections: readonly ShownSection[];
  readonly pages: readonly PageName[];
}

export interface ShownSection {
  readonly name: string;
  readonly title: string | undefined;
  readonly pages: readonly PageName[];
}

export interface Menus {
  readonly all: readonly ShownMenu[];
  /** the page of the address */
  readonly page: PageName | undefined;
  /** the entry that stands for it in the menus */
  readonly place: PageName | undefined;
  /** the menu that the page stands in */
  readonly current: ShownMenu | undefined;
}

export function useMenus(organizationId: string | undefined): Menus {
  const { data } = useConsoleOf(organizationId);
  const { pathname } = useLocation();
  const { routesByPath } = useRouter();
  const isThere = (page: PageName): boolean =>
    data?.pages[page]?.open === true && PAGES[page].to in routesByPath;
  const all = (data?.menus ?? []).map((menu) => shownMenu(menu, isThere));
  const page = pathname.startsWith('/me') ? 'personal' : pageAt(pathname, organizationId ?? '');
  const shown = all.filter(({ pages }) => pages.length > 0);
  const menuOf = (name: PageName | undefined): ShownMenu | undefined =>
    shown.find(({ pages }) => name !== undefined && pages.includes(name));
  const under = page && menuOf(page) === undefined ? PAGES[page].under : undefined;
  return { all: shown, page, place: under ?? page, current: menuOf(under ?? page) };
}

function shownMenu(menu: ConsoleMenu, isThere: (page: PageName) => boolean): ShownMenu {
  const sections = menu.sections
    .map((section) => ({
      name: section.name,
      title: shownTitle(section),
      pages: section.pages.filter(isThere),
    }))
    .filter(({ pages }) => pages.length > 0);
  const { name, place, as } = menu;
  const pages = sections.flatMap((section) => section.pages);
  return { name, place, as, title: shownTitle(menu), sections, pages };
}

function shownTitle({ title, titles }: Pick<ConsoleMenu, 'title' | 'titles'>): string | undefined {
  return titleOf({ title, ...(titles && { titles }) });
}
