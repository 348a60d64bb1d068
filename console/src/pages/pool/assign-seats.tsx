import { Button, Group, Radio } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormKeys } from '../../data/form-key.js';
import { useOrganizationId, useRefresh } from '../../data/organization.js';
import { server } from '../../data/server.js';
import { announce } from '../../parts/announcements.js';
import { Dialog } from '../../parts/dialog.js';
import { FormError } from '../../parts/form-error.js';
import { Refused, type RefusedRow } from '../../parts/refused.js';
import { useChangeSome, type SomeRow } from '../../patterns/member-changes/index.js';
import { Picker, type Choice } from '../../patterns/picker/picker.js';
import { findMembers } from '../../patterns/picker/sources.js';
import { useUse, type Product } from '../../patterns/seat-pools/pools.js';

interface AssignSeatsProps {
  readonly product: Product;
  readonly onClose: () => void;
}

/** Seats for as many people as one likes; who gets none because none is free asks for one, or waits for the next. */
export function AssignSeats({ product, onClose }: AssignSeatsProps): ReactNode {
  const { t } = useTranslation('seats');
  const organizationId = useOrganizationId();
  const free = useUse(product.id).data?.free ?? 0;
  const [people, setPeople] = useState<readonly Choice[]>([]);
  const [whenFull, setWhenFull] = useState('request');
  const [refused, setRefused] = useState<readonly RefusedRow[]>([]);
  const title = t('result.refused', { count: refused.length });
  const assign = useAssign(product, whenFull === 'queue' ? 'queue' : 'request');
  const go = async (): Promise<void> => {
    const results = await assign.mutateAsync(people.map(({ id }) => id));
    const failed = results.filter(({ outcome }) => outcome === 'failed');
    setRefused(failed);
    setPeople(people.filter(({ id }) => failed.some((one) => one.id === id)));
    if (failed.length === 0) onClose();
  };
  return (
    <Dialog
      opened
      onClose={onClose}
      title={t('assignTo', { name: product.name })}
      closeButtonProps={{ 'aria-label': t('frame:close') }}
    >
      <Picker
        label={t('people')}
        description={t('freeNow', { count: free })}
        placeholder={t('findPeople')}
        name="members"
        value={people}
        onChange={setPeople}
        find={findMembers(organizationId)}
      />
      {people.length > free && (
        <Radio.Group
          mt={14}
          label={t('whenFull.label', { count: people.length - free })}
          value={whenFull}
          onChange={setWhenFull}
        >
          <Radio mt={8} value="request" label={t('whenFull.request')} />
          <Radio mt={8} value="queue" label={t('whenFull.queue')} />
        </Radio.Group>
      )}
      <Refused title={title} results={refused} names={people} />
      <FormError error={assign.error} />
      <Group justify="flex-end" gap={8} mt={20}>
        <Button variant="default" onClick={onClose}>
          {t('frame:cancel')}
        </Button>
        <Button
          loading={assign.isPending}
          disabled={people.length === 0}
          onClick={() => void go().catch(() => undefined)}
        >
          {free === 0 && whenFull === 'request' ? t('request') : t('assign')}
        </Button>
      </Group>
    </Dialog>
  );
}

function useAssign(product: Product, whenFull: 'request' | 'queue') {
  const { t } = useTranslation('seats');
  const organizationId = useOrganizationId();
  const refresh = useRefresh();
  const keyFor = useFormKeys();
  const changeSome = useChangeSome();
  return useMutation({
    mutationFn: async (memberIds: readonly string[]): Promise<readonly SomeRow[]> => {
      if (changeSome) {
        const change = { kind: 'assignSeats' as const, productId: product.id, whenFull };
        return (await changeSome(memberIds, change)).results;
      }
      const body = { action: 'assign' as const, productId: product.id, whenFull, memberIds };
      const { results } = await server.changeSeats({
        params: { organizationId },
        body,
        idempotencyKey: keyFor(body),
      });
      return results;
    },
    onSuccess: async (results) => {
      const count = (outcome: string): number =>
        results.filter((one) => one.outcome === outcome).length;
      const words = [
        [count('assigned'), t('result.assigned', { count: count('assigned') })],
        [count('requested'), t('result.requested', { count: count('requested') })],
        [count('queued'), t('result.queued', { count: count('queued') })],
      ] as const;
      const said = words.filter(([many]) => many > 0).map(([, text]) => text);
      if (said.length > 0) announce({ text: said.join(' · ') });
      await Promise.all([refresh('seats'), refresh('member-changes')]);
    },
  });
}
