import { CloseButton, Drawer } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './document-workplace.module.css';

interface SheetProps {
  side: 'start' | 'end';
  label: string;
  onClose: () => void;
  tabs?: ReactNode;
  children: ReactNode;
}

/** A side panel over the text, on screens with no room beside it. */
export function Sheet({ side, label, onClose, tabs, children }: SheetProps) {
  const { t } = useTranslation();
  return (
    // Mantine mirrors the sides in a right-to-left interface.
    <Drawer.Root opened onClose={onClose} position={side === 'start' ? 'left' : 'right'} size={360}>
      <Drawer.Overlay />
      <Drawer.Content aria-label={label}>
        <div className={classes.sheetHead}>
          {tabs}
          <span className={classes.spacer} />
          <CloseButton aria-label={t('actions.close')} onClick={onClose} />
        </div>
        <Drawer.Body>{children}</Drawer.Body>
      </Drawer.Content>
    </Drawer.Root>
  );
}
