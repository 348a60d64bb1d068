import { Button, Checkbox, Group, Menu, TextInput } from '@mantine/core';
import { IconBookmark } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Operations } from '@muster/client';
import { keyOf, useOrganizationId, useReach, useRefresh } from '../../data/organization.js';
import { problemOf } from '../../data/problems.js';
import { server } from '../../data/server.js';
import type { ListSearch } from '../../navigation/search.js';
import { Dialog } from '../../parts/dialog.js';
import { ReasonedItem } from '../../parts/reasoned-item.js';
import classes from './people.module.css';

type View = Operations['listViews']['output']['items'][number];
type ListName = View['list'];

interface SavedViewsProps {
  readonly list: ListName;
  readonly search: ListSearch;
  readonly onSearch: (next: ListSearch, push: boolean) => void;
}

/** Filters under a name, one's own or shared; a view is the query of an address and nothing else. */
export function SavedViews({ list, search, onSearch }: SavedViewsProps): ReactNode {
  const { t } = useTranslation('people');
  const organizationId = useOrganizationId();
  const [isSaving, setSaving] = useState(false);
  const views = useQuery({
    queryKey: keyOf(organizationId, 'views', list),
    queryFn: () => server.listViews({ params: { organizationId }, query: { list } }),
    staleTime: 30_000,
  });
  const refresh = useRefresh();
  const remove = useMutation({
    mutationFn: (viewId: string) => server.deleteView({ params: { organizationId, viewId } }),
    onSettled: () => refresh('views'),
  });
  const here = queryOf(search);
  const items = views.data?.items ?? [];
  const current = items.find(({ query }) => query === here);
  const reason =
    here === '' ? t('views.noFilter') : current && t('views.isSaved', { name: current.name });
  return (
    <>
      <Menu width={260}>
        <Menu.Target>
          <Button
            variant="subtle"
            color="gray"
            leftSection={<IconBookmark size={15} aria-hidden="true" />}
            className={classes['wide'] ?? ''}
          >
            {current?.name ?? t('views.button')}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {items.map((view) => (
            <Menu.Item
              key={view.id}
              onClick={() => onSearch(searchOf(view.query), true)}
              {...(view === current && { 'aria-current': 'true' })}
              rightSection={!view.own && view.by && <small className="muted">{view.by.name}</small>}
            >
              <bdi>{view.name}</bdi>
            </Menu.Item>
          ))}
          {items.length === 0 && <Menu.Label>{t('views.none')}</Menu.Label>}
          <Menu.Divider />
          <ReasonedItem reason={reason} onClick={() => setSaving(true)}>
            {t('views.save')}
          </ReasonedItem>
          {current?.own === true && (
            <Menu.Item color="red" onClick={() => remove.mutate(current.id)}>
              {t('views.delete', { name: current.name })}
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
      {isSaving && <SaveView list={list} query={here} onClose={() => setSaving(false)} />}
    </>
  );
}

interface SaveViewProps {
  readonly list: ListName;
  readonly query: string;
  readonly onClose: () => void;
}

function SaveView({ list, query, onClose }: SaveViewProps): ReactNode {
  const { t } = useTranslation('people');
  const reach = useReach();
  const [name, setName] = useState('');
  const [isShared, setShared] = useState(false);
  const save = useSave({ list, query, name: name.trim(), isShared }, onClose);
  return (
    <Dialog
      opened
      onClose={onClose}
      title={t('views.save')}
      closeButtonProps={{ 'aria-label': t('close') }}
    >
      <form
        className={classes['ask']}
        autoComplete="off"
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate();
        }}
      >
        <TextInput
          data-autofocus
          label={t('views.name')}
          name="view-title"
          autoComplete="off"
          maxLength={80}
          value={name}
          error={save.error && problemOf(save.error).detail}
          onChange={({ currentTarget }) => setName(currentTarget.value)}
        />
        {reach('members:write') === 'any' && (
          <Checkbox
            label={t('views.share')}
            checked={isShared}
            onChange={({ currentTarget }) => setShared(currentTarget.checked)}
          />
        )}
        <Group justify="flex-end" gap={8}>
          <Button variant="default" onClick={onClose}>
            {t('cancel')}
          </Button>
          <Button type="submit" loading={save.isPending} disabled={name.trim() === ''}>
            {t('views.keep')}
          </Button>
        </Group>
      </form>
    </Dialog>
  );
}

interface NewView {
  readonly list: ListName;
  readonly query: string;
  readonly name: string;
  readonly isShared: boolean;
}

function useSave({ list, query, name, isShared }: NewView, onSaved: () => void) {
  const organizationId = useOrganizationId();
  const refresh = useRefresh();
  return useMutation({
    mutationFn: () =>
      server.createView({
        params: { organizationId },
        body: { list, name, query, ...(isShared && { shared: true }) },
      }),
    onSuccess: async () => {
      await refresh('views');
      onSaved();
    },
  });
}

function queryOf(search: ListSearch): string {
  const entries = Object.entries(search).sort(([a], [b]) => a.localeCompare(b));
  return new URLSearchParams(entries).toString();
}

function searchOf(query: string): ListSearch {
  return Object.fromEntries(new URLSearchParams(query));
}
