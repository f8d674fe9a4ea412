import type { DocumentSummary } from '@hamnevis/core/contract/documents';
import { IconArrowsExchange } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { Avatar } from '../../ui/avatar.tsx';
import { BarButton } from '../../ui/bar-button.tsx';
import { Moment } from '../../ui/moment.tsx';
import classes from './board.module.css';
import { DueMark } from './due-mark.tsx';

interface BoardCardProps {
  document: DocumentSummary;
  /** The card that is in the air; null when it came down. */
  onDrag: (document: DocumentSummary | null) => void;
  onMove: (document: DocumentSummary) => void;
}

/** A document on the board: its title, whose turn it is, by when, and the button that moves it. */
export function BoardCard({ document, onDrag, onMove }: BoardCardProps) {
  const { t } = useTranslation();
  const person = document.assignee ?? document.createdBy;
  return (
    <li
      className={classes.card}
      draggable
      onDragStart={(event) => {
        event.dataTransfer.effectAllowed = 'move';
        event.dataTransfer.setData('text/plain', document.title);
        onDrag(document);
      }}
      onDragEnd={() => onDrag(null)}
      data-testid="board-card"
      data-document={document.id}
    >
      <span className={classes.cardHead}>
        <Link className={classes.title} to={`/documents/${document.id}`} draggable={false}>
          <bdi lang={document.language}>{document.title}</bdi>
        </Link>
        <BarButton
          label={t('board.moveOf', { title: document.title })}
          onClick={() => onMove(document)}
          testId="card-move"
        >
          <IconArrowsExchange size={16} />
        </BarButton>
      </span>
      <span className={classes.foot}>
        <Avatar name={person.name} color={person.color} size={22} />
        <span>{t('library.words', { count: document.wordCount })}</span>
        <Moment at={document.updatedAt} />
      </span>
      <DueMark document={document} />
    </li>
  );
}
