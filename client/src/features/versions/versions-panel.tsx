import type { Language } from '@hamnevis/core/contract/shared';
import type { Version } from '@hamnevis/core/contract/versions';
import { Button, TextInput } from '@mantine/core';
import { IconHistory } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { request } from '../../lib/http.ts';
import { latePart } from '../../lib/late-part.ts';
import type { DocumentSession } from '../../lib/live/document-session.ts';
import { useProblemText } from '../../lib/use-problem-text.ts';
import { useVersions, versionsKey } from '../../lib/use-versions.ts';
import { EmptyState, ErrorState, LoadingRows } from '../../ui/states.tsx';
import type { DiffPoint } from './use-diff.ts';
import { VersionList } from './version-list.tsx';
import classes from './versions.module.css';

const VersionDialog = latePart(() =>
  import('./version-dialog.tsx').then((module) => ({ default: module.VersionDialog })),
);

const CompareDialog = latePart(() =>
  import('./compare-dialog.tsx').then((module) => ({ default: module.CompareDialog })),
);

const ReplayDialog = latePart(() =>
  import('./replay-dialog.tsx').then((module) => ({ default: module.ReplayDialog })),
);

interface VersionsPanelProps {
  documentId: string;
  language: Language;
  session: DocumentSession;
  mayName: boolean;
  mayRestore: boolean;
}

/** What stands over the panel: a version to read, two to compare, or the whole life. */
type Open =
  | { kind: 'version'; version: Version }
  | { kind: 'compare'; from: DiffPoint; to: DiffPoint }
  | { kind: 'replay' };

/** The points that people can name, read, compare and restore; newest first. */
export function VersionsPanel({ documentId, language, session, mayName, mayRestore }: VersionsPanelProps) {
  const { t } = useTranslation();
  const versions = useVersions(documentId);
  const [open, setOpen] = useState<Open | null>(null);
  const [chosen, setChosen] = useState<readonly Version[]>([]);
  const compare = (from: DiffPoint, to: DiffPoint) => setOpen({ kind: 'compare', from, to });
  const choose = (version: Version) => {
    const others = chosen.filter((one) => one.id !== version.id);
    // A third one takes the place of the first.
    setChosen(others.length < chosen.length ? others : [...others.slice(-1), version]);
  };
  const [older, newer] = [...chosen].sort((a, b) => a.number - b.number);
  const close = () => setOpen(null);
  return (
    <div className={classes.panel}>
      {mayName ? <NameForm documentId={documentId} session={session} /> : null}
      <Button
        variant="default"
        leftSection={<IconHistory size={18} className="mirrored" />}
        onClick={() => setOpen({ kind: 'replay' })}
        data-testid="open-replay"
      >
        {t('replay.open')}
      </Button>
      {versions.isPending ? <LoadingRows rows={4} /> : null}
      {versions.error ? <ErrorState error={versions.error} onRetry={() => void versions.refetch()} /> : null}
      {versions.data?.length === 0 ? <EmptyState text={t('versions.none')} /> : null}
      {versions.data && versions.data.length > 0 ? (
        <div>
          <div className={classes.compareBar} role="status">
            {older ? (
              <Button
                variant="default"
                fullWidth
                data-testid="compare-chosen"
                onClick={() => compare(older.id, newer?.id ?? 'now')}
              >
                {t(newer ? 'versions.compareTwo' : 'versions.compareNow')}
              </Button>
            ) : (
              <span className="quiet">{t('versions.compareLead')}</span>
            )}
          </div>
          <VersionList
            versions={versions.data}
            chosen={chosen.map((version) => version.id)}
            onChoose={choose}
            onOpen={(version) => setOpen({ kind: 'version', version })}
          />
          {versions.hasNextPage ? (
            <Button
              variant="default"
              fullWidth
              mt="sm"
              loading={versions.isFetchingNextPage}
              onClick={() => void versions.fetchNextPage()}
            >
              {t('actions.more')}
            </Button>
          ) : null}
        </div>
      ) : null}
      <Suspense>
        {open?.kind === 'version' ? (
          <VersionDialog
            version={open.version}
            language={language}
            mayRestore={mayRestore}
            onCompare={() => compare(open.version.id, 'now')}
            onClose={close}
          />
        ) : null}
        {open?.kind === 'compare' ? (
          <CompareDialog
            documentId={documentId}
            language={language}
            session={session}
            versions={versions.data ?? []}
            from={open.from}
            to={open.to}
            mayRestore={mayRestore}
            onChoose={compare}
            onClose={close}
          />
        ) : null}
        {open?.kind === 'replay' ? (
          <ReplayDialog documentId={documentId} language={language} session={session} onClose={close} />
        ) : null}
      </Suspense>
    </div>
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
        maxLength={120}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        error={create.error ? problemText(create.error) : undefined}
      />
      {name.trim() ? (
        <TextInput
          label={t('versions.note')}
          data-testid="version-note"
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
