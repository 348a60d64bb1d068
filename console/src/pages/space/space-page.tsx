import { IconPlus } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { keyOf, useOrganizationId, useReach, useRefresh } from '../../data/organization.js';
import { server } from '../../data/server.js';
import { useSeen } from '../../data/versioned.js';
import { announce } from '../../parts/announcements.js';
import { BackLink } from '../../parts/back-link.js';
import { Card } from '../../parts/card.js';
import { ConfirmDialog } from '../../parts/confirm-dialog.js';
import { PageHeader } from '../../parts/page-header.js';
import { ReasonedButton } from '../../parts/reasoned-button.js';
import { Region } from '../../parts/region.js';
import { SpaceForm, type Space } from '../../patterns/space-form/space-form.js';
import { AddPeople } from './add-people.js';
import { SpaceInherited } from './space-inherited.js';
import { SpaceMembers } from './space-members.js';

/** One space: who is in it and why, who reaches it by a role, and its end. */
export function SpacePage(): ReactNode {
  const organizationId = useOrganizationId();
  const { spaceId } = useParams({ from: '/o/$organizationId/spaces/$spaceId' });
  const space = useQuery({
    queryKey: keyOf(organizationId, 'spaces', spaceId),
    queryFn: () => server.getSpace({ params: { organizationId, spaceId } }),
  });
  return <Region query={space}>{(found) => <Loaded space={found} />}</Region>;
}

type Dialog = 'add' | 'change' | 'delete';

function Loaded({ space }: { readonly space: Space }): ReactNode {
  const { t } = useTranslation('spaces');
  const organizationId = useOrganizationId();
  const reason = useReach()('spaces:write') === 'any' ? undefined : t('mayNotWrite');
  const [dialog, setDialog] = useState<Dialog>();
  const close = (): void => setDialog(undefined);
  return (
    <>
      <BackLink>
        <Link to="/o/$organizationId/spaces" params={{ organizationId }} search={{}}>
          {t('title')}
        </Link>
      </BackLink>
      <PageHeader title={space.name} subtitle={space.description}>
        <ReasonedButton variant="default" reason={reason} onClick={() => setDialog('change')}>
          {t('edit')}
        </ReasonedButton>
        <ReasonedButton
          leftSection={<IconPlus size={16} />}
          reason={reason}
          onClick={() => setDialog('add')}
        >
          {t('add.go')}
        </ReasonedButton>
      </PageHeader>
      <SpaceMembers space={space} reason={reason} />
      <SpaceInherited space={space} />
      <Card title={t('delete.title')} text={t('delete.text')}>
        <ReasonedButton
          variant="default"
          c="var(--bad)"
          reason={reason}
          onClick={() => setDialog('delete')}
        >
          {t('delete.go')}
        </ReasonedButton>
      </Card>
      {dialog === 'add' && <AddPeople space={space} onClose={close} />}
      {dialog === 'change' && <SpaceForm space={space} onClose={close} />}
      {dialog === 'delete' && <DeleteSpace space={space} onClose={close} />}
    </>
  );
}

interface DeleteSpaceProps {
  readonly space: Space;
  readonly onClose: () => void;
}

function DeleteSpace({ space, onClose }: DeleteSpaceProps): ReactNode {
  const { t } = useTranslation('spaces');
  const organizationId = useOrganizationId();
  const refresh = useRefresh();
  const navigate = useNavigate();
  const params = { organizationId, spaceId: space.id };
  const seen = useSeen(space, () => server.getSpace({ params }));
  const remove = useMutation({
    mutationFn: () => seen.act((ifMatch) => server.deleteSpace({ params, ifMatch })),
    onSuccess: async () => {
      announce({ text: t('delete.done', { name: space.name }) });
      await navigate({ to: '/o/$organizationId/spaces', params: { organizationId }, search: {} });
      await refresh('spaces');
    },
  });
  return (
    <ConfirmDialog
      opened
      title={t('delete.ask', { name: space.name })}
      confirm={t('delete.go')}
      isDangerous
      isBusy={remove.isPending}
      error={remove.error}
      onConfirm={() => remove.mutate()}
      onClose={onClose}
    >
      <p className="muted">{t('delete.effect', { name: space.name })}</p>
    </ConfirmDialog>
  );
}
