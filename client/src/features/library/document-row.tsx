import type { DocumentSummary } from '@hamnevis/core/contract/documents';
import { Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { loadShelf } from '../../lib/i18n.ts';
import { latePart } from '../../lib/late-part.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { Moment } from '../../ui/moment.tsx';
import { StatusChip } from '../../ui/status-chip.tsx';
import { DocumentActions } from './document-actions.tsx';
import classes from './rows.module.css';

// The list stands before it: what is due is few of many.
const DueMark = latePart(() =>
  Promise.all([import('./due-mark.tsx'), loadShelf('office')]).then(([module]) => ({
    default: module.DueMark,
  })),
);

interface DocumentRowProps {
  document: DocumentSummary;
  showsProject?: boolean;
}

/** One document: title first, then where it belongs, by when it is wanted, status, whose it is, and when it last changed. */
export function DocumentRow({ document, showsProject = false }: DocumentRowProps) {
  const { t } = useTranslation();
  // Whose turn it is says more than who began it.
  const person = document.assignee ?? document.createdBy;
  return (
    <li className={classes.item}>
      <Link
        className={classes.row}
        to={`/documents/${document.id}`}
        data-testid="document-row"
        data-document={document.id}
      >
        <span className={classes.title}>
          <bdi className="one-line" lang={document.language}>
            {document.title}
          </bdi>
        </span>
        <span className={classes.aside}>
          {showsProject ? (
            <bdi>{document.projectName}</bdi>
          ) : (
            t('library.words', { count: document.wordCount })
          )}
        </span>
        <span>
          {document.dueOn ? (
            <Suspense>
              <DueMark document={document} />
            </Suspense>
          ) : null}
        </span>
        <StatusChip status={document.status} />
        <Avatar name={person.name} color={person.color} size={24} />
        <span className={classes.when}>
          <Moment at={document.updatedAt} />
        </span>
      </Link>
      <DocumentActions document={document} />
    </li>
  );
}
