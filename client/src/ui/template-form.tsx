import { Button, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import form from './form.module.css';
import { ProblemLine } from './problem-line.tsx';

interface TemplateFormProps {
  name: string;
  description: string;
  isBusy: boolean;
  error: unknown;
  onSave: (wish: { name: string; description: string }) => void;
}

/** A template's name, and what it is for. */
export function TemplateForm(props: TemplateFormProps) {
  const { t } = useTranslation();
  const [name, setName] = useState(props.name);
  const [description, setDescription] = useState(props.description);
  return (
    <form
      noValidate
      className={form.form}
      onSubmit={(event) => {
        event.preventDefault();
        if (name.trim()) props.onSave({ name: name.trim(), description: description.trim() });
      }}
    >
      <TextInput
        label={t('templates.name')}
        data-autofocus
        required
        maxLength={120}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        data-testid="template-name"
      />
      <Textarea
        label={t('templates.description')}
        autosize
        minRows={2}
        maxLength={500}
        value={description}
        onChange={(event) => setDescription(event.currentTarget.value)}
        data-testid="template-description"
      />
      <ProblemLine error={props.error} />
      <Button type="submit" disabled={!name.trim()} loading={props.isBusy} data-testid="template-save">
        {t('actions.save')}
      </Button>
    </form>
  );
}
