import { STATUSES, type Status } from '@hamnevis/core/workflow/statuses';
import { Button } from '@mantine/core';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { Avatar } from '../../ui/avatar.tsx';
import { Moment } from '../../ui/moment.tsx';
import { ErrorState, LoadingRows } from '../../ui/states.tsx';
import { StatusChip } from '../../ui/status-chip.tsx';
import classes from './board.module.css';
import { useDocumentList } from './document-list.ts';

/** The documents of a project in columns, one for each status, in the order of the workflow. */
export function ProjectBoard({ projectId }: { projectId: string }) {
  return (
    <div className={classes.board} data-testid="board">
      {STATUSES.map((status) => (
        <Column key={status} projectId={projectId} status={status} />
      ))}
    </div>
  );
}

function Column({ projectId, status }: { projectId: string; status: Status }) {
  const { t } = useTranslation();
  const headId = useId();
  const list = useDocumentList(`/projects/${projectId}/documents`, { status, sort: 'updated' }, 20);
  return (
    <section className={classes.column} aria-labelledby={headId} data-testid={`column-${status}`}>
      <h2 id={headId}>
        <StatusChip status={status} />
      </h2>
      {list.isPending ? <LoadingRows rows={2} /> : null}
      {list.error ? <ErrorState error={list.error} onRetry={() => void list.refetch()} /> : null}
      {list.rows?.length === 0 ? <p className={classes.empty}>{t('library.noneHere')}</p> : null}
      <ul>
        {list.rows?.map((document) => (
          <li key={document.id}>
            <Link className={classes.card} to={`/documents/${document.id}`} data-testid="board-card">
              <span className={classes.title}>
                <bdi lang={document.language}>{document.title}</bdi>
              </span>
              <span className={classes.foot}>
                <Avatar name={document.createdBy.name} color={document.createdBy.color} size={22} />
                <span>{t('library.words', { count: document.wordCount })}</span>
                <Moment at={document.updatedAt} />
              </span>
            </Link>
          </li>
        ))}
      </ul>
      {list.hasNextPage ? (
        <Button
          variant="subtle"
          size="compact-sm"
          loading={list.isFetchingNextPage}
          onClick={() => void list.fetchNextPage()}
        >
          {t('actions.more')}
        </Button>
      ) : null}
    </section>
  );
}
