import { Link } from 'react-router';
import classes from './link-tabs.module.css';

interface LinkTab {
  key: string;
  to: string;
  label: string;
}

/** Ways to look at one thing, each with an address of its own. */
export function LinkTabs({
  label,
  tabs,
  current,
}: {
  label: string;
  tabs: readonly LinkTab[];
  current: string;
}) {
  return (
    <nav className={classes.tabs} aria-label={label}>
      {tabs.map((tab) => (
        <Link
          key={tab.key}
          to={tab.to}
          aria-current={tab.key === current ? 'page' : undefined}
          data-testid={`tab-${tab.key}`}
        >
          {tab.label}
        </Link>
      ))}
    </nav>
  );
}
