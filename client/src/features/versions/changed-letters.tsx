import { useTranslation } from 'react-i18next';

/** How many letters came and went; what did not happen is not said. */
export function ChangedLetters({ added, removed }: { added: number; removed: number }) {
  const { t } = useTranslation();
  return (
    <>
      {added > 0 ? <> · {t('versions.inserted', { count: added })}</> : null}
      {removed > 0 ? <> · {t('versions.deleted', { count: removed })}</> : null}
    </>
  );
}
