import type { DocumentSummary } from '@hamnevis/core/contract/documents';
import { IconDots } from '@tabler/icons-react';
import { Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { latePart } from '../../lib/late-part.ts';
import { BarButton } from '../../ui/bar-button.tsx';

const DocumentMenu = latePart(() =>
  import('./document-menu.tsx').then((module) => ({ default: module.DocumentMenu })),
);

/** The button of a document's menu; the menu itself is loaded when it is first asked for. */
export function DocumentActions({ document }: { document: DocumentSummary }) {
  const { t } = useTranslation();
  const [isAsked, setIsAsked] = useState(false);
  const button = (
    <BarButton
      label={t('library.actionsFor', { title: document.title })}
      onClick={() => setIsAsked(true)}
      testId="document-actions"
    >
      <IconDots size={18} />
    </BarButton>
  );
  return isAsked ? (
    <Suspense fallback={button}>
      <DocumentMenu document={document} />
    </Suspense>
  ) : (
    button
  );
}
