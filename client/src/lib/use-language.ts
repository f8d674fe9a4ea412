import type { Language } from '@hamnevis/core/contract/shared';
import { useTranslation } from 'react-i18next';

/** The interface's language; the component renders again when it is switched. */
export function useLanguage(): Language {
  const { i18n } = useTranslation();
  return i18n.language === 'en' ? 'en' : 'fa';
}
