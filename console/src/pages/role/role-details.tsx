import { Button, Checkbox, Group, MultiSelect, Textarea, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState, type FormEvent, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useConsole } from '../../data/console.js';
import { useOrganizationId, useReach, useRefresh } from '../../data/organization.js';
import { problemOf } from '../../data/problems.js';
import { server } from '../../data/server.js';
import { useSeen } from '../../data/versioned.js';
import { announce } from '../../parts/announcements.js';
import { Card } from '../../parts/card.js';
import { ChipList } from '../../parts/chip.js';
import { FormError } from '../../parts/form-error.js';
import { ReasonedButton } from '../../parts/reasoned-button.js';
import type { Role } from '../../patterns/role-select/roles.js';
import { LeaveDialog } from '../../patterns/unsaved/leave-dialog.js';
import classes from './role.module.css';

interface RoleDetailsProps {
  readonly role: Role;
  readonly roles: readonly Role[];
}

/** What the role is, beside its permissions; those stand in the matrix. */
export function RoleDetails({ role, roles }: RoleDetailsProps): ReactNode {
  const { t } = useTranslation('roles');
  const mayWrite = useReach()('roles:write') === 'any';
  const [isEditing, setEditing] = useState(false);
  const reason = role.kind === 'preset' ? t('presetReason') : t('mayNotWrite');
  return (
    <Card
      title={t('details')}
      action={
        !isEditing && (
          <ReasonedButton
            variant="default"
            reason={mayWrite && role.kind === 'custom' ? undefined : reason}
            onClick={() => setEditing(true)}
          >
            {t('edit')}
          </ReasonedButton>
        )
      }
    >
      {isEditing ? (
        <Form role={role} roles={roles} onDone={() => setEditing(false)} />
      ) : (
        <Facts role={role} roles={roles} />
      )}
    </Card>
  );
}

function Facts({ role, roles }: RoleDetailsProps): ReactNode {
  const { t } = useTranslation('roles');
  const titles = (names: readonly string[]): string[] =>
    names.map((name) => titleOf(roles, name) ?? t('every'));
  const { name, grants, manages, mappable, everySpace } = role;
  const spaceRole = useConsole().data?.spaceRoles.find((one) => one.name === everySpace);
  const list = (names: readonly string[]): ReactNode =>
    names.length === 0 ? t('noRole') : <ChipList names={titles(names)} max={4} />;
  return (
    <dl className="facts">
      <dt>{t('name')}</dt>
      <dd>
        <code>{name}</code>
      </dd>
      <dt>{t('grants')}</dt>
      <dd>{list(grants)}</dd>
      <dt>{t('manages')}</dt>
      <dd>{list(manages)}</dd>
      <dt>{t('mappable')}</dt>
      <dd>{mappable ? t('isYes') : t('isNo')}</dd>
      {everySpace !== undefined && (
        <>
          <dt>{t('everySpace')}</dt>
          <dd>{spaceRole?.title ?? everySpace}</dd>
        </>
      )}
    </dl>
  );
}

function titleOf(roles: readonly Role[], name: string): string | undefined {
  return name === '*' ? undefined : (roles.find((role) => role.name === name)?.title ?? name);
}

interface Draft {
  readonly title: string;
  readonly description: string;
  readonly grants: readonly string[];
  readonly manages: readonly string[];
  readonly mappable: boolean;
}

interface FormProps extends RoleDetailsProps {
  readonly onDone: () => void;
}

function Form({ role, roles, onDone }: FormProps): ReactNode {
  const { t } = useTranslation('roles');
  const before = draftOf(role);
  const [draft, setDraft] = useState(before);
  const isDirty = JSON.stringify(draft) !== JSON.stringify(before);
  const save = useSave(role, onDone);
  const problem = save.error ? problemOf(save.error) : undefined;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (isDirty && !save.isPending) save.mutate(changesOf(before, draft));
  };
  return (
    <form className={classes['form']} onSubmit={submit} noValidate>
      <TextInput
        label={t('form.title')}
        required
        autoComplete="off"
        name="role-title"
        value={draft.title}
        error={problem?.fields['title']}
        onChange={({ currentTarget: { value } }) => setDraft({ ...draft, title: value })}
      />
      <Textarea
        label={t('form.description')}
        autosize
        minRows={2}
        value={draft.description}
        onChange={({ currentTarget: { value } }) => setDraft({ ...draft, description: value })}
      />
      <RoleLists draft={draft} roles={roles} onChange={setDraft} />
      <FormError error={save.error} beside={['title']} />
      <Group gap={8}>
        <Button type="submit" loading={save.isPending} disabled={!isDirty}>
          {t('save.save')}
        </Button>
        <Button variant="default" onClick={onDone}>
          {t('frame:cancel')}
        </Button>
      </Group>
      <LeaveDialog isDirty={isDirty && !save.isSuccess} />
    </form>
  );
}

interface RoleListsProps {
  readonly draft: Draft;
  readonly roles: readonly Role[];
  readonly onChange: (draft: Draft) => void;
}

function RoleLists({ draft, roles, onChange }: RoleListsProps): ReactNode {
  const { t } = useTranslation('roles');
  const choices = [
    { value: '*', label: t('every') },
    ...roles.map(({ name, title }) => ({ value: name, label: title })),
  ];
  return (
    <>
      <MultiSelect
        label={t('grants')}
        data={choices}
        limit={50}
        searchable
        value={[...draft.grants]}
        onChange={(grants) => onChange({ ...draft, grants })}
      />
      <MultiSelect
        label={t('manages')}
        data={choices}
        limit={50}
        searchable
        value={[...draft.manages]}
        onChange={(manages) => onChange({ ...draft, manages })}
      />
      <Checkbox
        label={t('mappableLong')}
        checked={draft.mappable}
        onChange={({ currentTarget: { checked } }) => onChange({ ...draft, mappable: checked })}
      />
    </>
  );
}

function draftOf({ title, description = '', grants, manages, mappable }: Role): Draft {
  return { title, description, grants, manages, mappable };
}

/** Only what was changed goes along. */
function changesOf(before: Draft, after: Draft) {
  const description = after.description.trim();
  return {
    ...(after.title !== before.title && { title: after.title.trim() }),
    ...(after.description !== before.description && {
      description: description === '' ? null : description,
    }),
    ...(after.grants !== before.grants && { grants: after.grants }),
    ...(after.manages !== before.manages && { manages: after.manages }),
    ...(after.mappable !== before.mappable && { mappable: after.mappable }),
  };
}

function useSave(role: Role, onDone: () => void) {
  const { t } = useTranslation('roles');
  const organizationId = useOrganizationId();
  const refresh = useRefresh();
  const params = { organizationId, roleName: role.name };
  const seen = useSeen(role, () => server.getRole({ params }));
  return useMutation({
    mutationFn: (changes: ReturnType<typeof changesOf>) =>
      seen.save(changes, (body, ifMatch) => server.changeRole({ params, body, ifMatch })),
    onSuccess: async () => {
      await refresh('roles');
      announce({ text: t('save.done') });
      onDone();
    },
  });
}
