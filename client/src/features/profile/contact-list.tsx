import type { contact } from '@hamnevis/core/contract/contacts';
import { Button } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { request } from '../../lib/http.ts';
import { ME_KEY } from '../../lib/me.ts';
import { useProblemText } from '../../lib/use-problem-text.ts';
import { ContactWords } from '../../ui/contact-words.tsx';
import list from '../../ui/list.module.css';
import { notify } from '../../ui/notices.tsx';
import { Section } from '../../ui/screen.tsx';
import { ErrorState, LoadingRows } from '../../ui/states.tsx';
import { AddContactDialog } from './add-contact-dialog.tsx';
import { CONTACTS_KEY } from './contacts-key.ts';
import { MergeDialog } from './merge-dialog.tsx';

type Contact = (typeof contact)['_output'];

/** The numbers and addresses by which one signs in: another one can be added, the last one stays. */
export function ContactList() {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const problemText = useProblemText();
  const [isAdding, setIsAdding] = useState(false);
  // The other identity's number or address, empty while it is not known.
  const [merging, setMerging] = useState<string | null>(null);
  const contacts = useQuery({
    queryKey: CONTACTS_KEY,
    queryFn: ({ signal }) => request<{ items: Contact[] }>('GET', '/me/contacts', { signal }),
  });
  const act = useMutation({
    mutationFn: ({ one, wish }: { one: Contact; wish: 'show' | 'remove' }) =>
      wish === 'remove'
        ? request('DELETE', `/me/contacts/${one.id}`)
        : request('PATCH', `/me/contacts/${one.id}`, { body: { shown: true } }),
    onError: (error) => notify('error', problemText(error)),
    onSettled: async () => {
      await queryClient.invalidateQueries({ queryKey: CONTACTS_KEY });
      await queryClient.invalidateQueries({ queryKey: ME_KEY });
    },
  });
  const items = contacts.data?.items;
  return (
    <Section
      title={t('contacts.title')}
      lead={t('contacts.lead')}
      actions={
        <>
          <Button
            variant="subtle"
            color="ink"
            size="compact-md"
            disabled={!items}
            onClick={() => setMerging('')}
            data-testid="merge-identities"
          >
            {t('contacts.merge')}
          </Button>
          <Button
            variant="default"
            size="compact-md"
            onClick={() => setIsAdding(true)}
            data-testid="add-contact"
          >
            {t('contacts.add')}
          </Button>
        </>
      }
    >
      {contacts.error && !items ? (
        <ErrorState error={contacts.error} onRetry={() => void contacts.refetch()} />
      ) : null}
      {contacts.isPending ? <LoadingRows rows={2} /> : null}
      {items ? (
        <ul className={list.list} aria-label={t('contacts.title')}>
          {items.map((one) => (
            <li key={one.id} className={list.row} data-testid="contact-row">
              <span className={list.what}>
                <ContactWords of={one.address} className={`one-line ${list.name}`} />
              </span>
              <span className={list.ends}>
                {one.shown ? (
                  <span className={list.mark}>{t('contacts.shown')}</span>
                ) : (
                  <Button
                    variant="subtle"
                    color="ink"
                    size="compact-md"
                    onClick={() => act.mutate({ one, wish: 'show' })}
                  >
                    {t('contacts.show')}
                  </Button>
                )}
                {items.length > 1 ? (
                  <Button
                    variant="subtle"
                    color="pomegranate"
                    size="compact-md"
                    onClick={() => act.mutate({ one, wish: 'remove' })}
                    data-testid="remove-contact"
                  >
                    {t('contacts.remove')}
                  </Button>
                ) : null}
              </span>
            </li>
          ))}
        </ul>
      ) : null}
      {isAdding ? (
        <AddContactDialog
          onClose={() => setIsAdding(false)}
          onMerge={(contact) => {
            setIsAdding(false);
            setMerging(contact);
          }}
        />
      ) : null}
      {merging !== null && items ? (
        <MergeDialog own={items} other={merging} onClose={() => setMerging(null)} />
      ) : null}
    </Section>
  );
}
