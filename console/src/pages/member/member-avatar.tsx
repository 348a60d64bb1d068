import { FileButton, Menu, UnstyledButton } from '@mantine/core';
import { IconCamera } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useRefresh } from '../../data/organization.js';
import { problemOf } from '../../data/problems.js';
import { server } from '../../data/server.js';
import { announce } from '../../parts/announcements.js';
import { Avatar } from '../../parts/person.js';
import type { Member } from './member-data.js';
import classes from './member.module.css';
import { useMayChange } from './permissions.js';

const TYPES = 'image/png,image/jpeg,image/webp';

interface MemberAvatarProps {
  readonly member: Member;
  readonly isEditing: boolean;
}

/** The picture; whoever may change the person uploads another one, or takes the uploaded one away. */
export function MemberAvatar({ member, isEditing }: MemberAvatarProps): ReactNode {
  const { t } = useTranslation('panel');
  const lack = useMayChange(member);
  const change = usePicture(member);
  const picture = <Avatar name={member.name} path={pathOf(member)} size={48} />;
  if (lack !== undefined || member.status === 'left' || isEditing) return picture;
  return (
    <FileButton accept={TYPES} onChange={(file) => file && change.mutate(file)}>
      {({ onClick }) =>
        member.avatar?.source === 'upload' ? (
          <Menu position="bottom-start">
            <Menu.Target>
              <PictureButton label={t('avatar.change', { name: member.name })}>
                {picture}
              </PictureButton>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Item onClick={onClick}>{t('avatar.upload')}</Menu.Item>
              <Menu.Item color="red" onClick={() => change.mutate(undefined)}>
                {t('avatar.remove')}
              </Menu.Item>
            </Menu.Dropdown>
          </Menu>
        ) : (
          <PictureButton label={t('avatar.change', { name: member.name })} onClick={onClick}>
            {picture}
          </PictureButton>
        )
      }
    </FileButton>
  );
}

/** A version in the address: the browser asks anew when the picture is another one. */
function pathOf({ avatar, version }: Member): string | undefined {
  return avatar?.source === 'upload' ? `${avatar.url}?version=${version}` : undefined;
}

interface PictureButtonProps {
  readonly label: string;
  readonly onClick?: () => void;
  readonly children: ReactNode;
}

function PictureButton({ label, children, ...rest }: PictureButtonProps): ReactNode {
  return (
    <UnstyledButton {...rest} title={label} className={classes['picture'] ?? ''}>
      {children}
      <span className="visually-hidden">{label}</span>
      <span className={classes['camera']} aria-hidden="true">
        <IconCamera size={12} />
      </span>
    </UnstyledButton>
  );
}

function usePicture(member: Member) {
  const { t } = useTranslation('panel');
  const refresh = useRefresh();
  const params = { organizationId: member.organizationId, memberId: member.id };
  return useMutation({
    mutationFn: (file: File | undefined) =>
      file ? server.replaceAvatar({ params, body: file }) : server.deleteAvatar({ params }),
    onSuccess: async () => {
      announce({ text: t('avatar.done') });
      await refresh();
    },
    onError: (error) => void announce({ text: problemOf(error).detail, tone: 'bad' }),
  });
}
