import type { signedIn } from '@hamnevis/core/contract/auth';
import { Button } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate, useSearchParams } from 'react-router';
import { switchLanguage } from '../../lib/i18n.ts';
import { ME_KEY } from '../../lib/me.ts';
import { chosenLanguage } from '../../lib/preferences.ts';
import { EntryFrame } from '../../ui/entry-frame.tsx';
import { CodeForm } from './code-form.tsx';
import { ContactForm, type SentCode } from './contact-form.tsx';
import classes from './sign-in.module.css';

type SignedIn = (typeof signedIn)['_output'];

/** Sign-in in two steps: where to send the code, then the code. */
export function SignInPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const [search] = useSearchParams();
  const [sent, setSent] = useState<SentCode | null>(null);
  const [isLost, setIsLost] = useState(false);

  const enter = async (answer: SignedIn) => {
    queryClient.clear();
    queryClient.setQueryData(ME_KEY, answer.user);
    if (!chosenLanguage()) await switchLanguage(answer.user.language, { remember: false });
    // Who came in by another way goes on to where the lost one is replaced.
    await navigate(isLost ? '/profile' : ownPath(search.get('next')), { replace: true });
  };

  return (
    <EntryFrame
      title={t('signIn.title')}
      lead={t(sent ? 'signIn.codeLead' : isLost ? 'signIn.lostLead' : 'signIn.lead')}
    >
      {sent ? (
        <CodeForm sent={sent} onResent={setSent} onBack={() => setSent(null)} onSignedIn={enter} />
      ) : (
        <ContactForm
          key={String(isLost)}
          invitation={invitationIn(search.get('next'))}
          isLost={isLost}
          onSent={setSent}
        />
      )}
      {isLost ? (
        <p className="quiet">{t('signIn.lostElse')}</p>
      ) : (
        <Button
          variant="subtle"
          color="ink"
          className={classes.stepAside}
          onClick={() => {
            setSent(null);
            setIsLost(true);
          }}
          data-testid="lost-contact"
        >
          {t('signIn.lost')}
        </Button>
      )}
    </EntryFrame>
  );
}

/** The token of the invitation that waits behind the sign-in: who is new here is sent a code because of it. */
function invitationIn(next: string | null): string | undefined {
  return /^\/join#(.+)$/.exec(next ?? '')?.[1];
}

/** Only a path of this site may follow a sign-in. */
function ownPath(next: string | null): string {
  return next && /^\/(?![/\\])/.test(next) ? next : '/';
}
