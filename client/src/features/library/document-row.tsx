import type { DocumentSummary } from '@hamnevis/core/contract/documents';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { Avatar } from '../../ui/avatar.tsx';
import { Moment } from '../../ui/moment.tsx';
import { StatusChip } from '../../ui/status-chip.tsx';
import classes from './rows.module.css';

interface DocumentRowProps {
  document: DocumentSummary;
  project?: string | undefined;
}

/** One document: title first, then where it belongs, status, who began it, and when it last changed. */
export function DocumentRow({ document, project }: DocumentRowProps) {
  const { t } = useTranslation();
  return (
    <li>
      <Link
        className={classes.row}
        to={`/documents/${document.id}`}
        data-testid="document-row"
        data-document={document.id}
      >
        <span className={classes.title}>
          <bdi lang={document.language}>{document.title}</bdi>
        </span>
        <span className={classes.aside}>
          {project ? <bdi>{project}</bdi> : t('library.words', { count: document.wordCount })}
        </span>
        <StatusChip status={document.status} />
        <Avatar name={document.createdBy.name} color={document.createdBy.color} size={24} />
        <span className={classes.when}>
          <Moment at={document.updatedAt} />
        </span>
      </Link>
    </li>
  );
}
