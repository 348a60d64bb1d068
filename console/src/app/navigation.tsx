import { Skeleton } from '@mantine/core';
import { IconChevronLeft } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useConsole } from '../data/console.js';
import { useOrganizationId } from '../data/organization.js';
import { PageLink } from './page-link.js';
import classes from './frame.module.css';
import { useMenus, type ShownMenu } from './menus.js';

/**
 * The pages that this member may open, where the preset places them. A menu behind the cog or a word of the top bar stands here in place
 * of the others while one of its pages is open.
 */
export function Navigation(): ReactNode {
  const { isPending } = useConsole();
  const organizationId = useOrganizationId();
  const { all, current, place: page } = useMenus(organizationId);
  if (isPending) return <Waiting />;
  if (current && current.place !== 'navigation') {
    return <MenuBehind menu={current} page={page} organizationId={organizationId} />;
  }
  return all
    .filter(({ place }) => place === 'navigation')
    .map((menu) => (
      <div key={menu.name}>
        {menu.as === 'tabs' ? (
          <TabbedMenu menu={menu} isCurrent={menu === current} organizationId={organizationId} />
        ) : (
          <MenuList menu={menu} page={page} organizationId={organizationId} />
        )}
      </div>
    ));
}

interface MenuProps {
  readonly menu: ShownMenu;
  readonly page: string | undefined;
  readonly organizationId: string;
}

/** A menu with its heading; where its parts have headings of their own, these stand below it. */
export function MenuList({ menu, page, organizationId }: MenuProps): ReactNode {
  const hasOne = menu.sections.length === 1;
  return (
    <>
      {menu.title !== undefined && <h2 className={classes['menuTitle']}>{menu.title}</h2>}
      {menu.sections.map((section) => (
        <div key={section.name} className={classes['group']}>
          {section.title !== undefined && !(hasOne && menu.title !== undefined) && (
            <h3>{section.title}</h3>
          )}
          {section.pages.map((name) => (
            <PageLink
              key={name}
              name={name}
              organizationId={organizationId}
              isCurrent={name === page}
            />
          ))}
        </div>
      ))}
    </>
  );
}

function MenuBehind({ menu, page, organizationId }: MenuProps): ReactNode {
  const { t } = useTranslation('frame');
  return (
    <>
      <Link
        to="/o/$organizationId/start"
        params={{ organizationId }}
        className={classes['entry']}
        activeOptions={{ exact: true }}
      >
        <IconChevronLeft size={17} stroke={1.7} aria-hidden="true" className="mirrored" />
        {t('back')}
      </Link>
      <MenuList menu={menu} page={page} organizationId={organizationId} />
    </>
  );
}

interface TabbedMenuProps {
  readonly menu: ShownMenu;
  readonly isCurrent: boolean;
  readonly organizationId: string;
}

/** One entry for a menu whose pages are tabs; it leads to the first of them. */
function TabbedMenu({ menu, isCurrent, organizationId }: TabbedMenuProps): ReactNode {
  const [first] = menu.pages;
  if (first === undefined) return null;
  return (
    <PageLink
      name={first}
      organizationId={organizationId}
      isCurrent={isCurrent}
      {...(menu.title !== undefined && { words: menu.title })}
    />
  );
}

function Waiting(): ReactNode {
  return [58, 72, 46, 64].map((width) => (
    <Skeleton key={width} height={12} width={`${width}%`} mx={10} my={16} radius="sm" />
  ));
}
