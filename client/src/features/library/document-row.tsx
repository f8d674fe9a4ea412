import type { DocumentSummary } from '@hamnevis/core/contract/documents';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { agoInWords, momentInWords } from '../../lib/moments.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { StatusChip } from '../../ui/status-chip.tsx';
import classes from './library.module.css';

/** One document: title first, then status, who began it, and when it last changed. */
export function DocumentRow({ document }: { document: DocumentSummary }) {
  const { t } = useTranslation();
  const language = useLanguage();
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
        <span className={classes.words}>{t('library.words', { count: document.wordCount })}</span>
        <StatusChip status={document.status} />
        <Avatar name={document.createdBy.name} color={document.createdBy.color} size={24} />
        <time
          className={classes.when}
          dateTime={document.updatedAt}
          title={momentInWords(document.updatedAt, language)}
        >
          {agoInWords(document.updatedAt, language)}
        </time>
      </Link>
    </li>
  );
}
