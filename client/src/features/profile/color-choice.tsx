import { PERSON_COLORS } from '@hamnevis/core/sockets/awareness';
import { useTranslation } from 'react-i18next';
import { personColor } from '../../lib/person-colors.ts';
import classes from './color-choice.module.css';

type PersonColor = (typeof PERSON_COLORS)[number];

interface ColorChoiceProps {
  name: string;
  value: string;
  onChange: (color: PersonColor) => void;
}

/** A person's colour, out of those that can be read on the paper in both themes. */
export function ColorChoice({ name, value, onChange }: ColorChoiceProps) {
  const { t } = useTranslation();
  const letter = Array.from(name.trim())[0] ?? '?';
  return (
    <fieldset className={classes.colors}>
      <legend>{t('profile.color')}</legend>
      <div className={classes.row}>
        {PERSON_COLORS.map((color) => (
          <label key={color} className={classes.color} style={{ backgroundColor: personColor(color) }}>
            <input
              type="radio"
              name="color"
              className="visually-hidden"
              value={color}
              checked={value === color}
              onChange={() => onChange(color)}
              data-testid={`color-${color}`}
            />
            <span aria-hidden="true">{letter}</span>
            <span className="visually-hidden">{t(`profile.colors.${color}`)}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
