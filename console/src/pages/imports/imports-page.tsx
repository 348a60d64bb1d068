import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useOrganizationId } from '../../data/organization.js';
import { server } from '../../data/server.js';
import { PageHeader } from '../../parts/page-header.js';
import { SheetMenu } from '../../patterns/imports/index.js';
import type { Language } from '../../texts/index.js';
import { History } from './history.js';
import { UploadForm } from './upload-form.js';

/** A sheet of people: its template, its upload, and the imports that there were. */
export function ImportsPage(): ReactNode {
  const { t, i18n } = useTranslation('imports');
  const organizationId = useOrganizationId();
  const locale = i18n.language as Language;
  return (
    <>
      <PageHeader title={t('title')} subtitle={t('subtitle')}>
        <SheetMenu
          label={t('template')}
          name={`import-${locale}`}
          read={(format) =>
            server.getImportTemplate({ params: { organizationId }, query: { format, locale } })
          }
        />
      </PageHeader>
      <UploadForm />
      <History />
    </>
  );
}
