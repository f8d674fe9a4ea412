import type { Language } from '@hamnevis/core/contract/shared';
import type { Version, versionDetail } from '@hamnevis/core/contract/versions';
import { Button, Group } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { request } from '../../lib/http.ts';
import { momentInWords } from '../../lib/moments.ts';
import { directionOf } from '../../lib/preferences.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { ArticleView } from '../../ui/article-view.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { ErrorState, LoadingRows } from '../../ui/states.tsx';
import { useRestore } from './use-restore.ts';
import classes from './versions.module.css';

type VersionDetail = (typeof versionDetail)['_output'];

interface VersionDialogProps {
  version: Version;
  /** The document's language. */
  language: Language;
  mayRestore: boolean;
  onCompare: () => void;
  onClose: () => void;
}

/** One version, to read; and, after a second yes, to restore. */
export function VersionDialog({ version, language, mayRestore, onCompare, onClose }: VersionDialogProps) {
  const { t } = useTranslation();
  const reader = useLanguage();
  const [asking, setAsking] = useState(false);
  const detail = useQuery({
    queryKey: ['versions', version.id],
    queryFn: ({ signal }) => request<VersionDetail>('GET', `/versions/${version.id}`, { signal }),
    staleTime: Number.POSITIVE_INFINITY,
  });
  const restore = useRestore(version.documentId);

  return (
    <Dialog onClose={onClose} size="xl" title={version.name ?? t(`versions.kinds.${version.kind}`)}>
      <Group justify="space-between" className={classes.dialogHead ?? ''}>
        <span className="quiet">
          {version.createdBy.name} · {momentInWords(version.createdAt, reader)}
        </span>
        <Group gap="xs">
          <Button variant="default" onClick={onCompare} data-testid="version-compare">
            {t('versions.compareNow')}
          </Button>
          {mayRestore && !asking ? (
            <Button variant="default" onClick={() => setAsking(true)} data-testid="version-restore">
              {t('versions.restore')}
            </Button>
          ) : null}
        </Group>
      </Group>
      {asking ? (
        <div className={classes.asking} role="alert">
          <span>{t('versions.restoreLead')}</span>
          <Group gap="xs">
            <Button variant="default" onClick={() => setAsking(false)}>
              {t('actions.cancel')}
            </Button>
            <Button
              loading={restore.isPending}
              onClick={() => restore.mutate({ versionId: version.id }, { onSuccess: onClose })}
              data-testid="version-restore-confirm"
            >
              {t('versions.restore')}
            </Button>
          </Group>
        </div>
      ) : null}
      {version.sealSha256 ? (
        <p className={classes.seal}>
          {t('versions.seal')} <bdi dir="ltr">{version.sealSha256}</bdi>
        </p>
      ) : null}
      {detail.isPending ? <LoadingRows rows={8} /> : null}
      {detail.error ? <ErrorState error={detail.error} onRetry={() => void detail.refetch()} /> : null}
      {detail.data ? (
        <article data-testid="version-article">
          <h2 dir={directionOf(language)}>
            <bdi>{detail.data.title}</bdi>
          </h2>
          <ArticleView content={detail.data.content} language={language} label={t('versions.article')} />
        </article>
      ) : null}
    </Dialog>
  );
}
