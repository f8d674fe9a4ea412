import type { voiceToken } from '@hamnevis/core/contract/documents';
import { IconMicrophone, IconMicrophoneOff } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { ProblemError, request } from '../../lib/http.ts';
import { useProblemText } from '../../lib/use-problem-text.ts';
import { BarButton } from '../../ui/bar-button.tsx';
import { notify } from '../../ui/notices.tsx';

type VoiceToken = (typeof voiceToken)['_output'];

/** Asks the server whether this document has a room to talk in, and says honestly what came back. */
export function VoiceButton({ documentId }: { documentId: string }) {
  const { t } = useTranslation();
  const problemText = useProblemText();
  const ask = useMutation({
    mutationFn: () => request<VoiceToken>('POST', `/documents/${documentId}/voice-token`),
    onSuccess: () => notify('done', t('voice.ready')),
    onError: (error) =>
      isNotSetUp(error) ? notify('done', t('voice.notSetUp')) : notify('error', problemText(error)),
  });
  const notSetUp = isNotSetUp(ask.error);
  const label = notSetUp ? t('voice.notSetUp') : t('voice.talk');
  return (
    <BarButton label={label} disabled={notSetUp || ask.isPending} onClick={() => ask.mutate()} testId="voice">
      {notSetUp ? <IconMicrophoneOff size={19} /> : <IconMicrophone size={19} />}
    </BarButton>
  );
}

function isNotSetUp(error: unknown): boolean {
  return error instanceof ProblemError && error.slug === 'not-configured';
}
