import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '@mantine/core';
import part from '../../parts/people-part.module.css';
import { Person } from '../../parts/person.js';
import { PlainTable } from '../../parts/plain-table.js';
import { Region } from '../../parts/region.js';
import type { Space } from '../../patterns/space-form/space-form.js';
import { useRoles } from '../../patterns/role-select/roles.js';
import { useSpaceMembers } from './space-members.js';
import classes from './space.module.css';

/** People whose role reaches every space: they are not removed here. */
export function SpaceInherited({ space }: { readonly space: Space }): ReactNode {
  const { t } = useTranslation('spaces');
  const [isOpen, setOpen] = useState(false);
  return (
    <section className={part['part']} aria-label={t('inherited.title')}>
      <h2>{t('inherited.title')}</h2>
      <p className="muted">{t('inherited.text')}</p>
      {isOpen ? (
        <List space={space} />
      ) : (
        <Button variant="default" mt={10} onClick={() => setOpen(true)}>
          {t('inherited.show')}
        </Button>
      )}
    </section>
  );
}

function List({ space }: { readonly space: Space }): ReactNode {
  const { t } = useTranslation('spaces');
  const members = useSpaceMembers(space.id, 'inherited');
  const roles = useRoles().data ?? [];
  return (
    <Region query={members} lines={3}>
      {({ pages }) => (
        <div className={classes['inherited']}>
          <PlainTable
            label={t('inherited.title')}
            head={[
              { key: 'name', words: t('name') },
              { key: 'through', words: t('inherited.through') },
            ]}
          >
            {pages
              .flatMap(({ items }) => items)
              .map(({ member, inherited }) => (
                <tr key={member.id}>
                  <td>
                    <Person name={member.name} detail={member.email} />
                  </td>
                  <td className="muted">
                    {roles.find(({ name }) => name === inherited?.role)?.title ?? inherited?.role}
                  </td>
                </tr>
              ))}
          </PlainTable>
        </div>
      )}
    </Region>
  );
}
