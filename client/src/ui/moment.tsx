import { agoInWords, momentInWords } from '../lib/moments.ts';
import { useLanguage } from '../lib/use-language.ts';

/** A moment in words ("yesterday"); the day and the time stand in its tip. */
export function Moment({ at }: { at: string }) {
  const language = useLanguage();
  return (
    <time dateTime={at} title={momentInWords(at, language)}>
      {agoInWords(at, language)}
    </time>
  );
}
