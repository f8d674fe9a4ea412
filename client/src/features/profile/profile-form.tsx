import type { Me } from '@hamnevis/core/contract/auth';
import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { request } from '../../lib/http.ts';
import { ME_KEY } from '../../lib/me.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { useSwitchLanguage } from '../../lib/use-switch-language.ts';
import form from '../../ui/form.module.css';
import { notify } from '../../ui/notices.tsx';
import { ProblemLine } from '../../ui/problem-line.tsx';

/** Name and language. What is chosen from a list holds at once; the name is saved by the button. */
export function ProfileForm({ me }: { me: Me }) {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const switchLanguage = useSwitchLanguage();
  const language = useLanguage();
  const [name, setName] = useState(me.name);
  const save = useMutation({
    mutationFn: () => request<Me>('PATCH', '/me', { body: { name: name.trim() } }),
    onSuccess: (changed) => {
      queryClient.setQueryData(ME_KEY, changed);
      notify('done', t('profile.saved'));
    },
  });
  const isChanged = name.trim() !== '' && name.trim() !== me.name;
  return (
    <form
      noValidate
      className={form.form}
      data-width="field"
      onSubmit={(event) => {
        event.preventDefault();
        if (isChanged) save.mutate();
      }}
    >
      <TextInput
        label={t('profile.name')}
        dir="auto"
        autoComplete="name"
        maxLength={80}
        required
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        data-testid="profile-name"
      />
      <ProblemLine error={save.error} />
      <div className={form.starts}>
        <Button type="submit" disabled={!isChanged} loading={save.isPending} data-testid="profile-save">
          {t('actions.save')}
        </Button>
      </div>
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
    </form>
  );
}
