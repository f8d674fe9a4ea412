import { STATUSES } from '@hamnevis/core/workflow/statuses';
import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMe } from '../../lib/use-me.ts';
import { useEveryMember } from '../../lib/use-members.ts';
import classes from './rows.module.css';
import { LIST_ORDERS, type ListWish, type ListWishInAddress } from './use-list-wish.ts';

const ASK_AFTER_MS = 250;

interface ListFiltersProps extends Pick<ListWishInAddress, 'wish' | 'isFiltered' | 'change'> {
  organizationId: string;
  /** The board has a column for each status. */
  showsStatus: boolean;
}

/** Which documents of a project are shown, and in which order. */
export function ListFilters({ organizationId, wish, isFiltered, change, showsStatus }: ListFiltersProps) {
  const { t } = useTranslation();
  const me = useMe().data?.id;
  const { members } = useEveryMember(organizationId);
  const [text, setText] = useState(wish.text);
  const search = useDebouncedCallback((typed: string) => change({ text: typed.trim() }), ASK_AFTER_MS);
  const people = (members ?? []).map(({ person }) => ({
    value: person.id,
    label: person.id === me ? t('filters.me', { name: person.name }) : person.name,
  }));
  // Oneself first: that is asked most.
  people.sort((a, b) => Number(b.value === me) - Number(a.value === me));
  const withPeople = (everybody: string, chosen: string) => [
    { value: '', label: everybody },
    ...people,
    ...(chosen && !people.some(({ value }) => value === chosen)
      ? [{ value: chosen, label: t(members ? 'filters.former' : 'states.loading') }]
      : []),
  ];
  const select = (
    name: Exclude<keyof ListWish, 'text'>,
    label: string,
    data: { value: string; label: string }[],
  ) => (
    <NativeSelect
      aria-label={label}
      data={data}
      value={wish[name]}
      onChange={(event) => change({ [name]: event.currentTarget.value })}
      data-testid={`filter-${name}`}
    />
  );
  return (
    <search className={classes.filters} aria-label={t('filters.title')}>
      <TextInput
        type="search"
        aria-label={t('filters.text')}
        placeholder={t('filters.text')}
        maxLength={200}
        value={text}
        onChange={(event) => {
          setText(event.currentTarget.value);
          search(event.currentTarget.value);
        }}
        data-testid="filter-text"
      />
      {showsStatus
        ? select('status', t('filters.status'), [
            { value: '', label: t('filters.everyStatus') },
            ...STATUSES.map((one) => ({ value: one, label: t(`status.${one}`) })),
          ])
        : null}
      {select('assigneeId', t('library.assignee'), withPeople(t('filters.everyAssignee'), wish.assigneeId))}
      {select('authorId', t('filters.author'), withPeople(t('filters.everyAuthor'), wish.authorId))}
      {select(
        'sort',
        t('filters.order'),
        LIST_ORDERS.map((one) => ({ value: one, label: t(`filters.orders.${one}`) })),
      )}
      {isFiltered ? (
        <Button
          variant="subtle"
          color="ink"
          onClick={() => {
            setText('');
            change({ text: '', status: '', assigneeId: '', authorId: '' });
          }}
          data-testid="filter-none"
        >
          {t('filters.none')}
        </Button>
      ) : null}
    </search>
  );
}
