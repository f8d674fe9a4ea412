import { personColor } from '../lib/person-colors.ts';
import classes from './avatar.module.css';

interface AvatarProps {
  name: string;
  color: string;
  kind?: 'person' | 'ai';
  size?: number;
}

/** A person is round, the co-writer square, so that the two are told apart without colour. */
export function Avatar({ name, color, kind = 'person', size = 28 }: AvatarProps) {
  const letter = Array.from(name.trim())[0] ?? '?';
  return (
    <span
      className={classes.avatar}
      data-kind={kind}
      title={name}
      style={{
        inlineSize: size,
        blockSize: size,
        ...(kind === 'ai' ? {} : { backgroundColor: personColor(color) }),
      }}
    >
      {kind === 'ai' ? <SparkIcon /> : <span aria-hidden="true">{letter}</span>}
      <span className="visually-hidden">{name}</span>
    </span>
  );
}

/** The co-writer's sign. */
export function SparkIcon({ size = 16 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 24 24" fill="none" stroke="currentColor" aria-hidden="true">
      <path
        strokeWidth="1.8"
        strokeLinejoin="round"
        d="M9 5.5 10.6 11 16 12.6 10.6 14.200 9 19.700 7.400 14.200 2 12.600 7.400 11zM18 3.500l.8 2.700 2.700.8-2.700.8-.8 2.700-.8-2.700-2.700-.8 2.700-.8z"
      />
    </svg>
  );
}
