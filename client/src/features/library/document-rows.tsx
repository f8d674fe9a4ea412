import type { DocumentSummary } from '@hamnevis/core/contract/documents';
import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorState, LoadingRows } from '../../ui/states.tsx';
import { DocumentRow } from './document-row.tsx';
import classes from './rows.module.css';

interface DocumentRowsProps {
  list: {
    rows: readonly DocumentSummary[] | undefined;
    error: unknown;
    refetch: () => unknown;
    hasNextPage?: boolean;
    isFetchingNextPage?: boolean;
    fetchNextPage?: () => unknown;
  };
  /** What is shown when there is nothing. */
  empty: ReactNode;
  /** The project is told where the rows come from several. */
  projectOf?: (document: DocumentSummary) => string | undefined;
}

/** A list of documents in its four states: loading, failed, empty, rows with more to come. */
export function DocumentRows({ list, empty, projectOf }: DocumentRowsProps) {
  const { t } = useTranslation();
  if (!list.rows) {
    return list.error ? (
      <ErrorState error={list.error} onRetry={() => void list.refetch()} />
    ) : (
      <LoadingRows rows={6} />
    );
  }
  if (list.rows.length === 0) return empty;
  return (
    <>
      <ul className={classes.rows}>
        {list.rows.map((row) => (
          <DocumentRow key={row.id} document={row} project={projectOf?.(row)} />
        ))}
      </ul>
      {list.hasNextPage ? (
        <div className={classes.more}>
          <Button
            variant="default"
            loading={list.isFetchingNextPage ?? false}
            onClick={() => void list.fetchNextPage?.()}
          >
            {t('actions.more')}
          </Button>
        </div>
      ) : null}
    </>
  );
}
