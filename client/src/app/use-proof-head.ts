import type { DocumentDetail } from '@hamnevis/core/contract/documents';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { ProofHead } from '../features/editor/proof-view.tsx';
import { dayInWords, momentInWords } from '../lib/moments.ts';
import { useLanguage } from '../lib/use-language.ts';

/** What a proof tells of its document: who wrote it, where it stands, who sealed it, and when it was printed. */
export function useProofHead(doc: DocumentDetail): ProofHead {
  const { t } = useTranslation();
  const language = useLanguage();
  const { title, status, createdBy, approvedBy, approvedAt, projectName } = doc;
  return useMemo(() => {
    const state = t(`status.${status}`);
    return {
      title,
      running: `${title} · ${state}`,
      lines: [
        `${createdBy.name} · ${projectName}`,
        t('proof.status', { status: state }),
        ...(status === 'approved' && approvedBy && approvedAt
          ? [t('proof.seal', { name: approvedBy.name, when: momentInWords(approvedAt, language) })]
          : []),
        t('proof.printed', { when: dayInWords(new Date().toISOString(), language) }),
      ],
    };
  }, [t, language, title, status, createdBy, approvedBy, approvedAt, projectName]);
}
