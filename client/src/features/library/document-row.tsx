import type { DocumentSummary } from '@hamnevis/core/contract/documents';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { Avatar } from '../../ui/avatar.tsx';
import { Moment } from '../../ui/moment.tsx';
import { StatusChip } from '../../ui/status-chip.tsx';
import { DocumentActions } from './document-actions.tsx';
import classes from './rows.module.css';

interface DocumentRowProps {
  document: DocumentSummary;
  showsProject?: boolean;
}

/** One document: title first, then where it belongs, status, whose it is, and when it last changed. */
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
