import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorState, LoadingRows } from '../../ui/states.tsx';
import type { DocumentList } from './document-list.ts';
import { DocumentRow } from './document-row.tsx';
import classes from './rows.module.css';

interface DocumentRowsProps {
  list: DocumentList;
  /** What is shown when there is nothing. */
  empty: ReactNode;
  /** The project is told where the rows come from several. */
  showsProject?: boolean;
}

/** A list of documents in its four states: loading, failed, empty, rows with more to come. */
export function DocumentRows({ list, empty, showsProject = false }: DocumentRowsProps) {
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
          <DocumentRow key={row.id} document={row} showsProject={showsProject} />
        ))}
      </ul>
      {list.hasNextPage ? (
        <div className={classes.more}>
          <Button
            variant="default"
            loading={list.isFetchingNextPage}
            onClick={() => void list.fetchNextPage()}
          >
            {t('actions.more')}
          </Button>
        </div>
      ) : null}
    </>
  );
}
