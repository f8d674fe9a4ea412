import type { testMessageResult } from '@hamnevis/core/contract/messaging';
import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { contactOf } from '../lib/contact.ts';
import { request } from '../lib/http.ts';
import { ContactField } from './contact-field.tsx';
import classes from './form.module.css';
import { ProblemLine } from './problem-line.tsx';

type TestMessageResult = (typeof testMessageResult)['_output'];

/** Sends a message as codes are sent, and says what the sender answered: whether SMS and mail are set up right. */
export function TestMessage({ organizationId }: { organizationId: string }) {
  const { t } = useTranslation();
  const [contact, setContact] = useState('');
  const send = useMutation({
    mutationFn: () =>
      request<TestMessageResult>('POST', `/organizations/${organizationId}/test-messages`, {
        body: contactOf(contact),
      }),
  });
  return (
    <form
      noValidate
      className={classes.form}
      data-width="field"
      onSubmit={(event) => {
        event.preventDefault();
        if (contact.trim()) send.mutate();
      }}
    >
      <ContactField label={t('signIn.contact')} value={contact} onChange={setContact} testId="test-contact" />
      <ProblemLine error={send.error} />
      <div role="status">
        {send.data ? (
          <p
            className="quiet"
            data-testid="test-result"
            data-accepted={send.data.sent}
            data-reason={send.data.reason ?? 'none'}
          >
            {t(send.data.sent ? 'testMessage.accepted' : 'testMessage.refused', {
              sender: send.data.sender,
            })}
            {send.data.reason ? ` ${t(`testMessage.reasons.${send.data.reason}`)}` : null}
            {send.data.fault ? (
              <>
                {' '}
                <bdi dir="ltr" lang="en">
                  ({send.data.fault})
                </bdi>
              </>
            ) : null}
          </p>
        ) : null}
      </div>
      <div className={classes.starts}>
        <Button type="submit" variant="default" loading={send.isPending} data-testid="test-send">
          {t('testMessage.send')}
        </Button>
      </div>
    </form>
  );
}
