import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';

/** Names the tab after the screen: what it shows, then the product. */
export function useScreenTitle(title: string | undefined): void {
  const { t } = useTranslation();
  const product = t('app.name');
  useEffect(() => {
    document.title = title ? `${title} · ${product}` : product;
  }, [title, product]);
}
