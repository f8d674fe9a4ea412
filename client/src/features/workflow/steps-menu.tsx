import { Button, Menu } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { PossibleStep } from './workflow-actions.tsx';

/** The other steps that this person may take. */
export function StepsMenu({
  steps,
  onChoose,
}: {
  steps: PossibleStep[];
  onChoose: (step: PossibleStep) => void;
}) {
  const { t } = useTranslation();
  return (
    <Menu position="bottom-end" shadow="md" withinPortal={false} withInitialFocusPlaceholder={false}>
      <Menu.Target>
        <Button variant="subtle" color="ink" size="compact-md" data-testid="other-steps">
          {t('workflow.others')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {steps.map((step) => (
          <Menu.Item key={step.name} onClick={() => onChoose(step)} data-testid={`step-${step.name}`}>
            {t(`steps.${step.name}`)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
