// The words of signing in, and of addresses that lead nowhere.
import type { EntryMessages } from './entry-messages.ts';

export const entryEn: EntryMessages = {
  notFound: {
    title: 'There is nothing here',
    lead: 'The address is not right, or what was here has moved.',
  },
  signIn: {
    lead: 'Give your phone number or e-mail address and we send you a one-time code.',
    codeLead: 'Enter the six digits.',
    sentTo: 'The code was sent to',
    enter: 'Sign in',
    otherContact: 'Another number or e-mail',
    resend: 'Send the code again',
    resendIn_one: 'Send again in {{count, number}} second',
    resendIn_other: 'Send again in {{count, number}} seconds',
    lost: 'I no longer have this number',
    lostLead: 'Sign in by your other number or e-mail; then replace the lost one in your profile.',
    lostElse: 'No other way? An admin of your organization can give you a new number on the people screen.',
    otherWay: 'Your other number or e-mail',
  },
};
