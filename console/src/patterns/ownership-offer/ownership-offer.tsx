import { Button, Group } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useConsole } from '../../data/console.js';
import { useMe } from '../../data/organization.js';
import { Card } from '../../parts/card.js';
import { Time } from '../../parts/time.js';
import { useTexts } from '../../texts/use-texts.js';
import { DecideDialog, type Decision } from './decide-dialog.js';

/** An offer that waits for this person; nothing where none does. Nothing changes until they accept. */
export function OwnershipOffer(): ReactNode {
  const { t } = useTranslation('ownership');
  const isReady = useTexts('ownership');
  const [decision, setDecision] = useState<Decision>();
  const offer = useMe().data?.ownershipOffer;
  const name = useConsole().data?.organization.name ?? '';
  if (!offer || !isReady) return null;
  return (
    <Card title={t('title', { from: offer.fromName, name })} text={t('text')}>
      <p className="muted">
        {t('until')} <Time at={offer.expiresAt} />
      </p>
      <Group gap={8} mt={12}>
        <Button onClick={() => setDecision('accept')}>{t('accept.open')}</Button>
        <Button variant="default" onClick={() => setDecision('decline')}>
          {t('decline.open')}
        </Button>
      </Group>
      {decision && (
        <DecideDialog
          decision={decision}
          offer={offer}
          name={name}
          onClose={() => setDecision(undefined)}
        />
      )}
    </Card>
  );
}
