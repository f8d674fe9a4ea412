import type { DocumentDetail } from '@hamnevis/core/contract/documents';
import { Component, type ErrorInfo, Fragment, type ReactNode, Suspense } from 'react';
import { latePart } from '../lib/late-part.ts';
import type { DocumentSession } from '../lib/live/document-session.ts';
import { ErrorState } from '../ui/states.tsx';
import { endBoot } from './booted-article.ts';
import { named } from './named.ts';
import classes from './page.module.css';

const KeptArticle = latePart(() => import('./kept-article.tsx').then(named('KeptArticle')));

interface BoundaryProps {
  doc: DocumentDetail;
  session: DocumentSession;
  children: ReactNode;
}

interface BoundaryState {
  error: unknown;
  hasFailed: boolean;
  tries: number;
}

/**
 * Around an open article: when its screen cannot be drawn, the text is not lost with it. It lives on in the session,
 * which goes on saving, and is offered to be opened again or taken along.
 */
export class ArticleBoundary extends Component<BoundaryProps, BoundaryState> {
  override state: BoundaryState = { error: null, hasFailed: false, tries: 0 };

  static getDerivedStateFromError(error: unknown): Partial<BoundaryState> {
    return { error, hasFailed: true };
  }

  override componentDidCatch(error: unknown, info: ErrorInfo): void {
    endBoot();
    console.error('this could not be drawn:', error, info.componentStack);
  }

  private readonly tryAgain = () =>
    this.setState(({ tries }) => ({ error: null, hasFailed: false, tries: tries + 1 }));

  override render() {
    const { doc, session, children } = this.props;
    const { error, hasFailed, tries } = this.state;
    if (!hasFailed) return <Fragment key={tries}>{children}</Fragment>;
    return (
      <Suspense
        fallback={
          <main className={classes.narrow}>
            <ErrorState error={error} onRetry={this.tryAgain} />
          </main>
        }
      >
        <KeptArticle doc={doc} session={session} error={error} onTryAgain={this.tryAgain} />
      </Suspense>
    );
  }
}
