import { Select, Switch, Tooltip } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { titleOf, useConsole, type ConsoleRole } from '../../data/console.js';
import { useMe, useOrganizationId, useRefresh } from '../../data/organization.js';
import { server } from '../../data/server.js';
import { announce } from '../../parts/announcements.js';
import { ConfirmDialog } from '../../parts/confirm-dialog.js';
import { useTexts } from '../../texts/use-texts.js';
import classes from './elevation.module.css';
import { regional } from '../../texts/regional.js';

interface ElevatedMember {
  readonly id: string;
  readonly name: string;
  readonly status: string;
  readonly roles: readonly string[];
  readonly grants: readonly { readonly role: string; readonly until?: string }[];
}

/** Hours for which it is lent; `none`: until somebody takes it back. */
const TIMES = ['1', '8', '24', '168', 'none'] as const;

interface ElevationSwitchProps {
  readonly member: ElevatedMember;
  /** in a row of a list, whose column says what is lent: of the words only the end */
  readonly isInRow?: boolean;
}

/** The hour of what ends within a day, else the day: the rest is on hover. */
function shortEnd(until: string, language: string): string {
  const isSoon = Date.parse(until) - Date.now() < 86_400_000;
  const style = isSoon ? ({ timeStyle: 'short' } as const) : ({ dateStyle: 'medium' } as const);
  return new Intl.DateTimeFormat(regional(language), style).format(new Date(until));
}

/** Nothing where the preset lends no role. The switch changes nothing by itself: the dialog does, and leaving it keeps what was. */
export function ElevationSwitch({ member, isInRow = false }: ElevationSwitchProps): ReactNode {
  const { t, i18n } = useTranslation('elevation');
  const isReady = useTexts('elevation');
  const { data: console } = useConsole();
  const { data: me } = useMe();
  const [isAsking, setAsking] = useState(false);
  const role = console?.roles.find(({ elevation }) => elevation);
  if (!role || !isReady || member.status === 'left') return null;
  const isOn = member.roles.includes(role.name);
  const until = member.grants.find((grant) => grant.role === role.name)?.until;
  const isSelf = me?.member.id === member.id;
  const reason = isSelf ? t('self') : role.mayGive ? undefined : t('lack');
  const title = titleOf(role);
  const ends = new Intl.DateTimeFormat(regional(i18n.language), {
    dateStyle: 'medium',
    timeStyle: 'short',
  });
  const end =
    isOn && until !== undefined ? t('until', { time: ends.format(new Date(until)) }) : undefined;
  const short =
    until === undefined ? undefined : t('until', { time: shortEnd(until, i18n.language) });
  const words = end ?? title;
  const label = end === undefined ? title : `${title} · ${end}`;
  return (
    <>
      <Tooltip label={reason ?? words}>
        <Switch
          size="sm"
          className={classes['switch'] ?? ''}
          checked={isOn}
          {...(isInRow ? end !== undefined && { label: short } : { label })}
          aria-label={t('label', { role: title, name: member.name })}
          aria-disabled={reason !== undefined}
          {...(reason !== undefined &&
            (isInRow
              ? { 'aria-description': reason }
              : { description: reason, inputContainer: plain }))}
          onChange={() => reason === undefined && setAsking(true)}
        />
      </Tooltip>
      {isAsking && (
        <ElevationDialog member={member} role={role} isOn={isOn} onClose={() => setAsking(false)} />
      )}
    </>
  );
}

function plain(children: ReactNode): ReactNode {
  return children;
}

interface ElevationDialogProps {
  readonly member: ElevatedMember;
  readonly role: ConsoleRole;
  readonly isOn: boolean;
  readonly onClose: () => void;
}

function ElevationDialog({ member, role, isOn, onClose }: ElevationDialogProps): ReactNode {
  const { t } = useTranslation('elevation');
  const organizationId = useOrganizationId();
  const refresh = useRefresh();
  const [time, setTime] = useState<string>('8');
  const words = { role: titleOf(role), name: member.name };
  const change = useMutation({
    mutationFn: () => {
      const params = { organizationId, memberId: member.id };
      if (isOn) {
        const query = { confirm: 'true' as const };
        return server.takeMemberRole({ params: { ...params, roleName: role.name }, query });
      }
      const until = time === 'none' ? {} : { until: inHours(Number(time)) };
      return server.giveMemberRole({ params, body: { role: role.name, confirm: true, ...until } });
    },
    onSuccess: async () => {
      onClose();
      announce({ text: isOn ? t('taken', words) : t('given', words) });
      await refresh();
    },
  });
  const times = TIMES.map((value) => ({ value, label: t(`time.${value}`) }));
  return (
    <ConfirmDialog
      opened
      title={isOn ? t('take.title', words) : t('give.title', words)}
      confirm={t('confirm')}
      isBusy={change.isPending}
      error={change.error}
      onClose={onClose}
      onConfirm={() => change.mutate()}
    >
      <p className="muted">{isOn ? t('take.text', words) : t('give.text', words)}</p>
      {!isOn && (
        <Select
          label={t('time.label')}
          data={times}
          value={time}
          onChange={(value) => setTime(value ?? '8')}
          comboboxProps={{ withinPortal: true, zIndex: 400 }}
        />
      )}
    </ConfirmDialog>
  );
}

function inHours(hours: number): string {
  return new Date(Date.now() + hours * 3_600_000).toISOString();
}
