// Mantine after our tokens: colours, radius and font are set here once; components keep Mantine's behaviour.
import {
  type CSSVariablesResolver,
  createTheme,
  type MantineColorsTuple,
  type VariantColorsResolver,
} from '@mantine/core';

// Mantine wants ten shades; its variables are overridden by tokens below, so these only serve as fallbacks.
const lapis: MantineColorsTuple = [
  '#e9eef8',
  '#cfdaf0',
  '#a9bce3',
  '#819ed6',
  '#6183cb',
  '#4a6dbc',
  '#2b4c9b',
  '#213c7e',
  '#1a3066',
  '#13244d',
];

// The dark theme's own tones, from ink to the deepest paper, in Mantine's order.
const dark: MantineColorsTuple = [
  '#ece8df',
  '#b7b1a4',
  '#969083',
  '#6b675d',
  '#4a473f',
  '#33312b',
  '#1e1d1a',
  '#171613',
  '#131210',
  '#0d0c0b',
];

// Paper tones for what Mantine paints grey.
const gray: MantineColorsTuple = [
  '#fbfaf7',
  '#f4f2ec',
  '#ece8de',
  '#e5e1d7',
  '#cfc9bb',
  '#a8a294',
  '#8a8476',
  '#716c62',
  '#58544c',
  '#1f1d1a',
];

type Token = 'lapis' | 'saffron' | 'turquoise' | 'pomegranate' | 'mulberry';
const TOKENS: readonly string[] = [
  'lapis',
  'saffron',
  'turquoise',
  'pomegranate',
  'mulberry',
] satisfies Token[];

const variantColorResolver: VariantColorsResolver = ({ color, variant }) => {
  const token = color && TOKENS.includes(color) ? color : 'lapis';
  switch (variant) {
    case 'filled':
      return {
        background: `var(--${token})`,
        hover: `var(--${token === 'lapis' ? 'lapis-strong' : token})`,
        color: 'var(--on-colour)',
        border: '1px solid transparent',
      };
    case 'light':
      return {
        background: `var(--${token}-tint)`,
        hover: `var(--${token}-tint)`,
        color: `var(--${token})`,
        border: '1px solid transparent',
      };
    case 'outline':
      return {
        background: 'transparent',
        hover: `var(--${token}-tint)`,
        color: `var(--${token})`,
        border: `1px solid var(--${token})`,
      };
    case 'subtle':
      return {
        background: 'transparent',
        hover: 'var(--sunken)',
        color: color === 'ink' ? 'var(--ink-2)' : `var(--${token})`,
        border: '1px solid transparent',
      };
    default:
      return {
        background: 'var(--surface)',
        hover: 'var(--sunken)',
        color: 'var(--ink)',
        border: '1px solid var(--line-strong)',
      };
  }
};

export const theme = createTheme({
  colors: { lapis, dark, gray },
  primaryColor: 'lapis',
  primaryShade: 6,
  fontFamily: 'var(--face)',
  fontFamilyMonospace: 'var(--face-code)',
  defaultRadius: 'md',
  radius: { md: '8px', lg: '12px' },
  fontSizes: { xs: '12px', sm: '13px', md: '14px', lg: '16px', xl: '20px' },
  cursorType: 'pointer',
  respectReducedMotion: true,
  variantColorResolver,
  // Mantine's hints are two sizes below the label; no text of ours is under 12 px.
  components: {
    InputDescription: { styles: { description: { fontSize: 12 } } },
    Switch: { styles: { description: { fontSize: 12 } } },
  },
});

const TIED: Record<string, string> = {
  '--mantine-color-body': 'var(--paper)',
  '--mantine-color-text': 'var(--ink)',
  '--mantine-color-bright': 'var(--ink)',
  '--mantine-color-dimmed': 'var(--ink-2)',
  '--mantine-color-placeholder': 'var(--ink-3)',
  '--mantine-color-anchor': 'var(--lapis)',
  '--mantine-color-error': 'var(--pomegranate)',
  '--mantine-color-default': 'var(--surface)',
  '--mantine-color-default-hover': 'var(--sunken)',
  '--mantine-color-default-color': 'var(--ink)',
  '--mantine-color-default-border': 'var(--line-strong)',
  '--mantine-color-disabled': 'var(--sunken)',
  '--mantine-color-disabled-color': 'var(--ink-3)',
  '--mantine-color-disabled-border': 'var(--line)',
  '--mantine-primary-color-filled': 'var(--lapis)',
  '--mantine-primary-color-filled-hover': 'var(--lapis-strong)',
};

/** Mantine's own variables, tied to the tokens. In both schemes, since its defaults stand under each of them. */
export const cssVariablesResolver: CSSVariablesResolver = () => ({ variables: {}, light: TIED, dark: TIED });
