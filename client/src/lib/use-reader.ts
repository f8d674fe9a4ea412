import type { Me } from '@hamnevis/core/contract/auth';
import { useEffect } from 'react';
import { i18n } from './i18n.ts';
import { setReaderSettings } from './reader.ts';

/** Has dates and numbers written as this person set; whatever shows some is drawn again when that changed. */
export function useReader(me: Me | null | undefined): void {
  useEffect(() => {
    if (me && setReaderSettings(me)) void i18n.changeLanguage(i18n.language);
  }, [me]);
}
