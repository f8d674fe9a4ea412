import type { Me, mePatch } from '@hamnevis/core/contract/auth';
import { CALENDARS, DIGITS } from '@hamnevis/core/people/reading';
import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { request } from '../../lib/http.ts';
import { ME_KEY } from '../../lib/me.ts';
import { momentInWords } from '../../lib/moments.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { useProblemText } from '../../lib/use-problem-text.ts';
import { useSwitchLanguage } from '../../lib/use-switch-language.ts';
import form from '../../ui/form.module.css';
import { notify } from '../../ui/notices.tsx';
import { ProblemLine } from '../../ui/problem-line.tsx';
import { Section } from '../../ui/screen.tsx';
import { ColorChoice } from './color-choice.tsx';

type MePatch = (typeof mePatch)['_input'];

/** Name, colour, and how one reads. What is chosen from a list holds at once; the name is saved by its button. */
export function ProfileForm({ me }: { me: Me }) {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const problemText = useProblemText();
  const [name, setName] = useState(me.name);
  const patch = (wish: MePatch) => request<Me>('PATCH', '/me', { body: wish });
  const onSuccess = (changed: Me) => {
    queryClient.setQueryData(ME_KEY, changed);
    notify('done', t('profile.saved'));
  };
  const rename = useMutation({ mutationFn: () => patch({ name: name.trim() }), onSuccess });
  const choose = useMutation({
    mutationFn: patch,
    onSuccess,
    onError: (error) => notify('error', problemText(error)),
  });
  const isChanged = name.trim() !== '' && name.trim() !== me.name;
  return (
    <>
      <form
        noValidate
        className={form.form}
        data-width="field"
        onSubmit={(event) => {
          event.preventDefault();
          if (isChanged) rename.mutate();
        }}
      >
        <TextInput
          label={t('profile.name')}
          autoComplete="name"
          maxLength={80}
          required
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          data-testid="profile-name"
        />
        <ProblemLine error={rename.error} />
        <div className={form.starts}>
          <Button type="submit" disabled={!isChanged} loading={rename.isPending} data-testid="profile-save">
            {t('actions.save')}
          </Button>
        </div>
        <ColorChoice
          name={me.name}
          value={choose.isPending && choose.variables.color ? choose.variables.color : me.color}
          onChange={(color) => choose.mutate({ color })}
        />
      </form>
      <ReadingForm me={me} onChoose={(wish) => choose.mutate(wish)} />
    </>
  );
}

function ReadingForm({ me, onChoose }: { me: Me; onChoose: (wish: MePatch) => void }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const switchLanguage = useSwitchLanguage();
  const [now] = useState(() => new Date().toISOString());
  const asLanguage = { value: '', label: t('profile.asLanguage') };
  return (
    <Section title={t('profile.reading')} lead={t('profile.now', { moment: momentInWords(now, language) })}>
      <div className={form.form} data-width="field">
        <NativeSelect
          label={t('preferences.language')}
          data={[
            { value: 'fa', label: 'فارسی' },
            { value: 'en', label: 'English' },
          ]}
          value={language}
          onChange={(event) => switchLanguage(event.currentTarget.value === 'en' ? 'en' : 'fa')}
          data-testid="profile-language"
        />
        <NativeSelect
          label={t('profile.calendar')}
          data={[
            asLanguage,
            ...CALENDARS.map((one) => ({ value: one, label: t(`profile.calendars.${one}`) })),
          ]}
          value={me.calendar ?? ''}
          onChange={(event) =>
            onChoose({ calendar: CALENDARS.find((one) => one === event.currentTarget.value) ?? null })
          }
          data-testid="profile-calendar"
        />
        <NativeSelect
          label={t('profile.digits')}
          data={[asLanguage, ...DIGITS.map((one) => ({ value: one, label: t(`profile.digitKinds.${one}`) }))]}
          value={me.digits ?? ''}
          onChange={(event) =>
            onChoose({ digits: DIGITS.find((one) => one === event.currentTarget.value) ?? null })
          }
          data-testid="profile-digits"
        />
        <NativeSelect
          label={t('profile.timeZone')}
          data={[
            { value: '', label: t('profile.asDevice') },
            ...Intl.supportedValuesOf('timeZone').map((zone) => ({ value: zone, label: zone })),
          ]}
          value={me.timeZone ?? ''}
          onChange={(event) => onChoose({ timeZone: event.currentTarget.value || null })}
          data-testid="profile-time-zone"
        />
      </div>
    </Section>
  );
}
