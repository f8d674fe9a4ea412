import type { exportLink, PersonExport } from '@hamnevis/core/contract/exports';
import { Button } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { request } from '../../lib/http.ts';
import { dayInWords } from '../../lib/moments.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { useProblemText } from '../../lib/use-problem-text.ts';
import list from '../../ui/list.module.css';
import { Moment } from '../../ui/moment.tsx';
import { notify } from '../../ui/notices.tsx';
import { Section } from '../../ui/screen.tsx';
import { ErrorState } from '../../ui/states.tsx';

type ExportLink = (typeof exportLink)['_output'];

const EXPORTS_KEY = ['exports'] as const;
const LOOK_EVERY_MS = 2000;

/** Everything that is kept about a person and what they wrote, as one zip: asked for here, made behind, downloaded. */
export function ExportSection() {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const problemText = useProblemText();
  const exports = useQuery({
    queryKey: EXPORTS_KEY,
    queryFn: ({ signal }) => request<{ items: PersonExport[] }>('GET', '/me/exports', { signal }),
    refetchInterval: (query) => (query.state.data?.items.some(isUnderWay) ? LOOK_EVERY_MS : false),
  });
  const ask = useMutation({
    mutationFn: () => request<PersonExport>('POST', '/me/exports'),
    onError: (error) => notify('error', problemText(error)),
    onSettled: () => queryClient.invalidateQueries({ queryKey: EXPORTS_KEY }),
  });
  const items = exports.data?.items ?? [];
  return (
    <Section
      title={t('exports.title')}
      lead={t('exports.lead')}
      actions={
        <Button
          variant="default"
          size="compact-md"
          loading={ask.isPending}
          disabled={items.some(isUnderWay)}
          onClick={() => ask.mutate()}
          data-testid="ask-export"
        >
          {t('exports.ask')}
        </Button>
      }
    >
      {exports.error && !exports.data ? (
        <ErrorState error={exports.error} onRetry={() => void exports.refetch()} />
      ) : null}
      {items.length > 0 ? (
        <ul className={list.list} aria-label={t('exports.title')} aria-live="polite">
          {items.map((one) => (
            <ExportRow key={one.id} one={one} />
          ))}
        </ul>
      ) : null}
    </Section>
  );
}

function ExportRow({ one }: { one: PersonExport }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const problemText = useProblemText();
  const download = useMutation({
    mutationFn: () => request<ExportLink>('POST', `/me/exports/${one.id}/link`),
    onSuccess: ({ url }) => window.location.assign(url),
    onError: (error) => notify('error', problemText(error)),
  });
  return (
    <li className={list.row} data-testid="export-row" data-status={one.status}>
      <span className={list.what}>
        <span className={list.name}>
          <Moment at={one.createdAt} />
        </span>
        <span className={list.more}>
          {t(`exports.statuses.${one.status}`, { percent: one.progress / 100 })}
          {one.expiresAt ? ` · ${t('people.until', { day: dayInWords(one.expiresAt, language) })}` : null}
        </span>
      </span>
      {one.status === 'ready' ? (
        <Button
          variant="default"
          size="compact-md"
          loading={download.isPending}
          onClick={() => download.mutate()}
          data-testid="download-export"
        >
          {t('exports.download')}
        </Button>
      ) : null}
    </li>
  );
}

function isUnderWay({ status }: PersonExport): boolean {
  return status === 'queued' || status === 'working';
}
