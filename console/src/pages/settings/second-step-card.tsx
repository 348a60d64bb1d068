import { Switch } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useOrganizationId, useReach, type Organization } from '../../data/organization.js';
import { isConflict, problemOf } from '../../data/problems.js';
import { server } from '../../data/server.js';
import { announce } from '../../parts/announcements.js';
import { Card } from '../../parts/card.js';
import { Setting } from '../../parts/setting.js';
import classes from './settings.module.css';
import { tagOf, useTake } from './use-organization.js';
import { useHolders } from './use-holders.js';

type Where = 'signIn' | 'highRisk';
type SecondFactor = NonNullable<NonNullable<Organization['policies']>['secondFactor']>;

/** Where a second step is asked for: two switches. Whoever may not decide sees how they stand, and who may. */
export function SecondStepCard({
  organization,
}: {
  readonly organization: Organization;
}): ReactNode {
  const { t } = useTranslation('settings');
  const isEditable = useReach()('security:write') === 'any';
  const holders = useHolders('owner');
  const current = organization.policies?.secondFactor ?? {};
  const change = useChange(organization);
  return (
    <Card title={t('second.title')} text={t('second.text')}>
      {(['signIn', 'highRisk'] as const).map((where) => (
        <Setting key={where} title={t(`second.${where}`)} text={t(`second.${where}Text`)}>
          {(names) => (
            <Switch
              {...names}
              checked={current[where] ?? false}
              disabled={!isEditable || change.isPending}
              onChange={(event) => change.mutate({ where, on: event.currentTarget.checked })}
            />
          )}
        </Setting>
      ))}
      {!isEditable && (
        <p className={classes['hint']}>
          {holders === '' ? t('second.lockedNobody') : t('second.locked', { roles: holders })}
        </p>
      )}
      {change.error && (
        <p role="alert" className={classes['error']}>
          {problemOf(change.error).detail}
        </p>
      )}
    </Card>
  );
}

interface Switched {
  readonly where: Where;
  readonly on: boolean;
}

/** What the policy says of roles stays as it is. */
function write(seen: Organization, { where, on }: Switched): Promise<Organization> {
  const { [where]: _former, ...rest }: SecondFactor = seen.policies?.secondFactor ?? {};
  const next = on ? Object.assign({}, rest, { [where]: true }) : rest;
  return server.updateSecondFactor({
    params: { organizationId: seen.id },
    body: { secondFactor: Object.keys(next).length === 0 ? null : next },
    ifMatch: tagOf(seen),
  });
}

/** The undo is the same call, the other way round. */
function useChange(organization: Organization) {
  const { t } = useTranslation('settings');
  const organizationId = useOrganizationId();
  const take = useTake();
  const change = useMutation({
    mutationFn: async (asked: Switched) => {
      try {
        return await write(organization, asked);
      } catch (error) {
        if (!isConflict(error)) throw error;
        // somebody else has changed another setting, or the same one to what is asked: a switch has no third state
        return write(await server.getOrganization({ params: { organizationId } }), asked);
      }
    },
    onSuccess: async (saved, { where, on }) => {
      await take(saved);
      announce({ text: t(on ? `second.${where}On` : `second.${where}Off`) });
    },
  });
  return change;
}
