import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Logo } from '../../app/organization-switcher.js';
import classes from './settings.module.css';

interface BrandingPreviewProps {
  readonly name: string;
  readonly logo: string | undefined;
  readonly color: string;
  readonly hasHelp: boolean;
}

const HEX = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i;

/** An invitation as it looks with these choices. It is a picture: nothing in it can be clicked. */
export function BrandingPreview({ name, logo, color, hasHelp }: BrandingPreviewProps): ReactNode {
  const { t } = useTranslation('settings');
  const isColor = HEX.test(color);
  const button = isColor ? { background: color, color: textOn(color) } : {};
  return (
    <figure className={classes['preview']} aria-label={t('branding.preview')}>
      <div className={classes['mail']} aria-hidden="true">
        <span className={classes['mailHead']}>
          <Logo name={name} url={logo} />
          <bdi>{name}</bdi>
        </span>
        <strong>{t('branding.sampleTitle', { name })}</strong>
        <span className="muted">{t('branding.sampleText')}</span>
        <span className={classes['mailButton']} style={button}>
          {t('branding.sampleButton')}
        </span>
        {hasHelp && <span className={classes['mailHelp']}>{t('branding.sampleHelp')}</span>}
      </div>
      <figcaption className="muted">{t('branding.preview')}</figcaption>
    </figure>
  );
}

/** White or black, whichever is easier to read on it (WCAG, relative luminance). */
function textOn(color: string): string {
  const [, ...parts] = HEX.exec(color) ?? [];
  const [red = 0, green = 0, blue = 0] = parts.map((part) => {
    const share = Number.parseInt(part, 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  const luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  return luminance > 0.179 ? 'black' : 'white';
}
