import { Component, type ErrorInfo, type ReactNode } from 'react';
import { ErrorState } from '../ui/states.tsx';
import { endBoot } from './booted-article.ts';
import classes from './page.module.css';

interface BoundaryProps {
  /** Another address is another try. */
  resetKey: string;
  children: ReactNode;
}

interface BoundaryState {
  error: unknown;
  failedAt: string | null;
}

/** Around every screen: one that could not be loaded or drawn says so; reloading is the one thing that helps. */
export class ScreenBoundary extends Component<BoundaryProps, BoundaryState> {
  override state: BoundaryState = { error: null, failedAt: null };

  static getDerivedStateFromError(error: unknown): Partial<BoundaryState> {
    return { error, failedAt: '' };
  }

  static getDerivedStateFromProps({ resetKey }: BoundaryProps, state: BoundaryState) {
    if (state.failedAt === '') return { failedAt: resetKey };
    return state.failedAt !== null && state.failedAt !== resetKey ? { error: null, failedAt: null } : null;
  }

  override componentDidCatch(error: unknown, info: ErrorInfo): void {
    endBoot();
    console.error('this could not be drawn:', error, info.componentStack);
  }

  override render() {
    if (this.state.failedAt === null) return this.props.children;
    return (
      <main className={classes.narrow}>
        <ErrorState error={this.state.error} onRetry={() => window.location.reload()} />
      </main>
    );
  }
}
