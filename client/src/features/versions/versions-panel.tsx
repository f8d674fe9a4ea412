import type { Language } from '@hamnevis/core/contract/shared';
import type { Version } from '@hamnevis/core/contract/versions';
import { Button, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { request } from '../../lib/http.ts';
import type { DocumentSession } from '../../lib/live/document-session.ts';
import { momentInWords } from '../../lib/moments.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { useProblemText } from '../../lib/use-problem-text.ts';
import { useVersions, versionsKey } from '../../lib/use-versions.ts';
import { EmptyState, ErrorState, LoadingRows } from '../../ui/states.tsx';
import classes from './versions.module.css';

const VersionDialog = lazy(() =>
  import('./version-dialog.tsx').then((module) => ({ default: module.VersionDialog })),
);

interface VersionsPanelProps {
  documentId: string;
  language: Language;
  session: DocumentSession;
  mayName: boolean;
  mayRestore: boolean;
}

/** The points that people can name, read and restore; newest first. */
export function VersionsPanel({ documentId, language, session, mayName, mayRestore }: VersionsPanelProps) {
  const { t } = useTranslation();
  const versions = useVersions(documentId);
  const [open, setOpen] = useState<Version | null>(null);
  return (
    <div className={classes.panel}>
      {mayName ? <NameForm documentId={documentId} session={session} /> : null}
      {versions.isPending ? <LoadingRows rows={4} /> : null}
      {versions.error ? <ErrorState error={versions.error} onRetry={() => void versions.refetch()} /> : null}
      {versions.data?.length === 0 ? <EmptyState text={t('versions.none')} /> : null}
      {versions.data && versions.data.length > 0 ? (
        <ul className={classes.list}>
          {versions.data.map((version) => (
            <li key={version.id}>
              <VersionRow version={version} onOpen={() => setOpen(version)} />
            </li>
          ))}
        </ul>
      ) : null}
      <Suspense>
        {open ? (
          <VersionDialog
            version={open}
            language={language}
            mayRestore={mayRestore}
            onClose={() => setOpen(null)}
          />
        ) : null}
      </Suspense>
    </div>
  );
}

function VersionRow({ version, onOpen }: { version: Version; onOpen: () => void }) {
  const { t } = useTranslation();
  const language = useLanguage();
  return (
    <button
      type="button"
      className={classes.row}
      onClick={onOpen}
      data-testid="version-row"
      data-kind={version.kind}
    >
      <span className={classes.name}>
        <bdi>{version.name ?? t(`versions.kinds.${version.kind}`)}</bdi>
      </span>
      <span className="quiet">
        {t('versions.number', { count: version.number })} · {version.createdBy.name} ·{' '}
        {momentInWords(version.createdAt, language)}
      </span>
      {version.note ? (
        <span>
          <bdi>{version.note}</bdi>
        </span>
      ) : null}
    </button>
  );
}

function NameForm({ documentId, session }: { documentId: string; session: DocumentSession }) {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const problemText = useProblemText();
  const [name, setName] = useState('');
  const [note, setNote] = useState('');
  const create = useMutation({
    mutationFn: async () => {
      // The version is a point in the log: what I typed must be there first.
      await session.confirmed();
      await request('POST', `/documents/${documentId}/versions`, {
        body: { name: name.trim(), ...(note.trim() ? { note: note.trim() } : {}) },
      });
    },
    onSuccess: async () => {
      setName('');
      setNote('');
      await queryClient.invalidateQueries({ queryKey: versionsKey(documentId) });
    },
  });
  return (
    <form
      noValidate
      className={classes.form}
      onSubmit={(event) => {
        event.preventDefault();
        if (name.trim()) create.mutate();
      }}
    >
      <TextInput
        label={t('versions.name')}
        data-testid="version-name"
        dir="auto"
        maxLength={120}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        error={create.error ? problemText(create.error) : undefined}
      />
      {name.trim() ? (
        <TextInput
          label={t('versions.note')}
          data-testid="version-note"
          dir="auto"
          maxLength={2000}
          value={note}
          onChange={(event) => setNote(event.currentTarget.value)}
        />
      ) : null}
      <Button
        type="submit"
        variant="default"
        loading={create.isPending}
        disabled={!name.trim()}
        data-testid="version-create"
      >
        {t('versions.create')}
      </Button>
    </form>
  );
}
