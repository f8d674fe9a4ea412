import type { ReactNode } from 'react';
import classes from './bar-button.module.css';

interface BarButtonProps {
  label: string;
  onClick: () => void;
  children: ReactNode;
  pressed?: boolean;
  disabled?: boolean;
  testId?: string;
}

/** A button of the bar that shows an icon; its name is its label and its tip. */
export function BarButton({ label, onClick, children, pressed, disabled, testId }: BarButtonProps) {
  return (
    <button
      type="button"
      className={classes.button}
      aria-label={label}
      title={label}
      aria-pressed={pressed}
      disabled={disabled}
      data-testid={testId}
      onClick={onClick}
    >
      {children}
    </button>
  );
}
