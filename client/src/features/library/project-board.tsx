import type { DocumentSummary } from '@hamnevis/core/contract/documents';
import { STATUSES, type Status } from '@hamnevis/core/workflow/statuses';
import { Button } from '@mantine/core';
import { Suspense, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { loadShelf } from '../../lib/i18n.ts';
import { latePart } from '../../lib/late-part.ts';
import { ErrorState, LoadingRows } from '../../ui/states.tsx';
import { StatusChip } from '../../ui/status-chip.tsx';
import classes from './board.module.css';
import { BoardCard } from './board-card.tsx';
import { useDocumentList } from './document-list.ts';
import type { ListWish } from './use-list-wish.ts';

// The names of the steps are the desk's words.
const CardMove = latePart(() =>
  Promise.all([import('./card-move.tsx'), loadShelf('desk')]).then(([module]) => ({
    default: module.CardMove,
  })),
);

interface Move {
  document: DocumentSummary;
  to?: Status;
}

/**
 * The documents of a project in columns, one for each status, in the order of the workflow. A card moves by the workflow's
 * steps: dragged to a column, or by its button and the keyboard.
 */
export function ProjectBoard({ projectId, wish }: { projectId: string; wish: ListWish }) {
  const [dragged, setDragged] = useState<DocumentSummary | null>(null);
  const [move, setMove] = useState<Move | null>(null);
  return (
    <>
      <div className={classes.board} data-testid="board">
        {STATUSES.map((status) => (
          <Column
            key={status}
            projectId={projectId}
            wish={wish}
            status={status}
            isTarget={dragged !== null && dragged.status !== status}
            onDrag={setDragged}
            onDrop={() => {
              if (dragged) setMove({ document: dragged, to: status });
              setDragged(null);
            }}
            onMove={(document) => setMove({ document })}
          />
        ))}
      </div>
      <Suspense>
        {move ? (
          <CardMove
            key={`${move.document.id} ${move.to}`}
            document={move.document}
            to={move.to}
            onClose={() => setMove(null)}
          />
        ) : null}
      </Suspense>
    </>
  );
}

interface ColumnProps {
  projectId: string;
  wish: ListWish;
  status: Status;
  /** A card of another column is in the air. */
  isTarget: boolean;
  onDrag: (document: DocumentSummary | null) => void;
  onDrop: () => void;
  onMove: (document: DocumentSummary) => void;
}

function Column({ projectId, wish, status, isTarget, onDrag, onDrop, onMove }: ColumnProps) {
  const { t } = useTranslation();
  const headId = useId();
  const list = useDocumentList(`/projects/${projectId}/documents`, { ...wish, status }, 20);
  return (
    <section
      className={classes.column}
      aria-labelledby={headId}
      data-testid={`column-${status}`}
      data-target={isTarget}
      onDragOver={(event) => {
        if (isTarget) event.preventDefault();
      }}
      onDrop={(event) => {
        event.preventDefault();
        onDrop();
      }}
    >
      <h2 id={headId}>
        <StatusChip status={status} />
      </h2>
      {list.isPending ? <LoadingRows rows={2} /> : null}
      {list.error ? <ErrorState error={list.error} onRetry={() => void list.refetch()} /> : null}
      {list.rows?.length === 0 ? <p className={classes.empty}>{t('library.noneHere')}</p> : null}
      <ul>
        {list.rows?.map((document) => (
          <BoardCard key={document.id} document={document} onDrag={onDrag} onMove={onMove} />
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
