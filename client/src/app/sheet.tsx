import { Drawer } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

interface SheetProps {
  side: 'start' | 'end';
  label: string;
  onClose: () => void;
  children: ReactNode;
}

/** A side panel over the text, on screens with no room beside it. */
export function Sheet({ side, label, onClose, children }: SheetProps) {
  const { t } = useTranslation();
  return (
    <Drawer
      opened
      onClose={onClose}
      title={label}
      // Mantine mirrors the sides in a right-to-left interface.
      position={side === 'start' ? 'left' : 'right'}
      size={360}
      closeButtonProps={{ 'aria-label': t('actions.close') }}
    >
      {children}
    </Drawer>
  );
}
