import { CloseButton, Modal } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './dialog.module.css';

interface DialogProps {
  title: string;
  onClose: () => void;
  size?: string | number;
  fullScreen?: boolean;
  children: ReactNode;
}

/**
 * Every dialog of the client: Mantine's focus trap, overlay and Esc, with a heading of our own (Mantine's is a
 * second banner of the page to a screen reader).
 */
export function Dialog({ title, onClose, size, fullScreen = false, children }: DialogProps) {
  const { t } = useTranslation();
  return (
    <Modal.Root
      opened
      onClose={onClose}
      centered
      fullScreen={fullScreen}
      {...(size === undefined ? {} : { size })}
    >
      <Modal.Overlay />
      <Modal.Content aria-label={title}>
        <Modal.Body>
          <div className={classes.head}>
            <h2>
              <bdi>{title}</bdi>
            </h2>
            <CloseButton aria-label={t('actions.close')} onClick={onClose} />
          </div>
          {children}
        </Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}
