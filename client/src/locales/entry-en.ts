// The words of signing in, of addresses that lead nowhere, and of what is told beside any screen.
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
  news: {
    partIsLate: 'This part is not here yet; it comes as soon as the line is there.',
    partIsGone: 'This part could not be loaded; reloading the page brings it. What you wrote stays.',
    newVersion: 'A new version is ready.',
    reloadsWhenSaved: 'The page reloads as soon as everything is saved.',
  },
};
