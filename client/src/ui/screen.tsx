import type { ReactNode } from 'react';
import { useScreenTitle } from '../lib/use-screen-title.ts';
import classes from './screen.module.css';

interface ScreenProps {
  /** Undefined while it is not known. */
  title: string | undefined;
  /** Where it belongs: one link or a few. */
  above?: ReactNode;
  lead?: ReactNode;
  /** At the title's end; the one primary action among them. */
  actions?: ReactNode;
  /** Forms are narrow, lists wide, a board takes what there is. */
  width?: 'narrow' | 'wide' | 'full';
  children: ReactNode;
}

/** The inside of every screen of the frame: its title, what one can do here, and what there is. */
export function Screen({ title, above, lead, actions, width = 'wide', children }: ScreenProps) {
  useScreenTitle(title);
  return (
    <div className={classes.screen} data-width={width}>
      {above ? <div className={classes.above}>{above}</div> : null}
      <div className={classes.head}>
        <h1>
          <bdi>{title ?? '\u00a0'}</bdi>
        </h1>
        {actions ? <div className={classes.actions}>{actions}</div> : null}
      </div>
      {lead ? <p className={classes.lead}>{lead}</p> : null}
      {children}
    </div>
  );
}

/** A part of a screen under a heading of its own. */
export function Section({
  title,
  lead,
  actions,
  children,
}: {
  title: string;
  lead?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
}) {
  return (
    <section className={classes.section} aria-label={title}>
      <div className={classes.sectionHead}>
        <h2>
          <bdi>{title}</bdi>
        </h2>
        {actions ? <div className={classes.actions}>{actions}</div> : null}
      </div>
      {lead ? <p className={classes.sectionLead}>{lead}</p> : null}
      {children}
    </section>
  );
}
