import { contactInWords } from '../lib/contact.ts';
import { useLanguage } from '../lib/use-language.ts';

/** A phone number or an e-mail address in a line of any direction; copied from here it is taken where one is asked for. */
export function ContactWords({ of, className }: { of: string; className?: string }) {
  const language = useLanguage();
  return (
    <bdi dir="ltr" className={className}>
      {contactInWords(of, language)}
    </bdi>
  );
}
