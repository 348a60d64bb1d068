import { Group } from '@mantine/core';
import { useEffect, type ReactNode } from 'react';
import classes from './page-header.module.css';
import { setTabPage } from './tab-title.js';

interface PageHeaderProps {
  readonly title: string;
  /** one line of figures or of purpose */
  readonly subtitle?: ReactNode;
  /** the page's actions; the first of them that is filled is the main one */
  readonly children?: ReactNode;
  /** of the browser's tab, where it says more than the title */
  readonly tab?: string;
}

/** The one `h1` of a page, and the name in the browser's tab: `Members · Northwind` (the frame adds the organization). */
export function PageHeader({ title, subtitle, children, tab = title }: PageHeaderProps): ReactNode {
  useEffect(() => setTabPage(tab), [tab]);
  return (
    <header className={classes['header']}>
      <div className={classes['words']}>
        <h1 tabIndex={-1} id="page-title">
          {title}
        </h1>
        {subtitle !== undefined && <p className="muted">{subtitle}</p>}
      </div>
      {children && (
        <Group gap={8} className={classes['actions']}>
          {children}
        </Group>
      )}
    </header>
  );
}
