import { useProblemText } from '../lib/use-problem-text.ts';
import classes from './form.module.css';

/** Why a form was not taken, in words; nothing while there is no reason. */
export function ProblemLine({ error }: { error: unknown }) {
  const problemText = useProblemText();
  if (!error) return null;
  return (
    <p role="alert" className={classes.problem}>
      {problemText(error)}
    </p>
  );
}
